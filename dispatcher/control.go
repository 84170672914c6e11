package dispatcher

import (
	"slices"
	"time"
)

var zeroTime time.Time

// act applies an action to a campaign's record, and reports whether anything
// changed.
func (r *Registered) act(a Action, now time.Time) (bool, error) {
	switch a {
	case Launch:
		return r.launch(now)
	case Pause:
		return r.turn(Paused, Running)
	case Resume:
		if r.State == Running && len(r.Off) > 0 {
			r.Off = nil
			return true, nil
		}
		changed, err := r.turn(Running, Paused)
		if changed {
			r.Off = nil
		}
		return changed, err
	case Stop:
		return r.turn(Stopped, Running, Paused, Draft)
	}
	return false, &Error{Code: Invalid, Where: r.ID, What: "there is no such action", Cure: "use launch, pause, resume or stop"}
}

// launch lets the waves that are complete go.
func (r *Registered) launch(now time.Time) (bool, error) {
	if r.State == Paused || r.State == Stopped {
		return false, r.not(Launch)
	}
	wave, people := r.Wave, 0
	r.Waves = slices.Clone(r.Waves)
	for i := range r.Waves {
		w := &r.Waves[i]
		if w.Intake {
			w.Done = true
			people++ // it is not begun for nobody
		}
		if !w.Done {
			return false, &Error{Code: Conflict, Where: r.ID + "/" + w.Audience, What: "an import of this audience was interrupted",
				Cure: "import the same file again; it goes on where it stopped"}
		}
		wave = max(wave, w.N)
		people += w.People
	}
	if people == 0 {
		return false, &Error{Code: Conflict, Where: r.ID, What: "the campaign has no people", Cure: "import its lists first: owabi people import " + r.ID + "/AUDIENCE FILE"}
	}
	changed := r.State != Running || wave != r.Wave
	r.State, r.Wave = Running, wave
	if r.Launched.IsZero() {
		r.Launched = now
	}
	return changed, nil
}

// turn moves from one of the given states to another; being there already is
// no change.
func (r *Registered) turn(to RunState, from ...RunState) (bool, error) {
	if r.State == to {
		return false, nil
	}
	for _, f := range from {
		if r.State == f {
			r.State = to
			return true, nil
		}
	}
	return false, r.not(map[RunState]Action{Running: Resume, Paused: Pause, Stopped: Stop}[to])
}

func (r *Registered) not(a Action) error {
	cure := map[RunState]string{Draft: "launch it first", Paused: "resume it first", Stopped: "a stopped campaign stays stopped: start a new one"}[r.State]
	return &Error{Code: Conflict, Where: r.ID, What: "cannot " + string(a) + " a campaign that is " + string(r.State), Cure: cure}
}
