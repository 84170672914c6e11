package dispatcher

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels"
)

var tokyo = time.FixedZone("JST", 9*60*60)

// on returns a moment of November 2026 in Tokyo, "24 09:00"; the 22nd is a
// Sunday, the 23rd a public holiday.
func on(t testing.TB, s string) time.Time { return moment(t, "2026-11-"+s, tokyo) }

// question is what a test asks of the policy, and answer what it wants: the
// step and the slots, one a line, written as show writes them.
type question struct {
	name     string
	audience Audience
	c        Case
	now      string
	launched string
	answer   string
}

// show writes a decision in words: "step 0", then a line a slot.
func show(d Decision) string {
	at := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.In(tokyo).Format("02 15:04:05")
	}
	lines := []string{"step " + string(rune('0'+d.Step)) + " since " + at(d.Since)}
	for _, w := range d.Slots {
		if w.Keep != 0 {
			lines = append(lines, "keep "+string(rune('0'+w.Keep)))
			continue
		}
		phase := map[Phase]string{Due: "due", Waiting: "waiting", Held: "held"}[w.Phase]
		line := []string{phase, string(w.Channel), string(rune('0' + w.Step)), "try " + string(rune('0'+w.Try)), "contact " + string(rune('0'+w.Contact))}
		if w.Phase == Waiting {
			line = append(line, "for "+string(rune('0'+w.Seq)))
		}
		lines = append(lines, strings.Join(append(line, at(w.Due), "until", at(w.Until)), " "))
	}
	if d.Over {
		lines = append(lines, "over")
	}
	return strings.Join(lines, "\n")
}

// lines strips the indentation of a wanted answer.
func lines(s string) string {
	var out []string
	for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
		out = append(out, strings.TrimSpace(line))
	}
	return strings.Join(out, "\n")
}

var (
	everyone = Contacts{Emails: 1, Phones: 1, Mobiles: 1, Postal: 1}
	byEmail  = Way{Channel: channels.Email, Tries: 3, Wait: Span{D: 48 * time.Hour}, Holidays: true}
	byCall   = Way{Channel: channels.Call, Tries: 8, Wait: Span{D: 3 * time.Hour}, Hours: Hours{9 * 60, 20 * 60}, Holidays: true}
	byLetter = Way{Channel: channels.Letter, Tries: 1, Wait: Span{Days: 7}, Hours: Hours{9 * 60, 17 * 60}, Weekdays: 0b0111110}
)

func apology(steps ...Step) Audience {
	return Audience{Name: "affected", Goal: Apology, ReachedWhen: Spoken, Plan: Plan{steps}}
}

func only(w Way) Step { return Step{Ways: []Way{w}} }

func after(days int, w Way) Step { return Step{After: Span{Days: days}, Ways: []Way{w}} }

const (
	temporary = Result(channels.Temporary)
	permanent = Result(channels.Permanent)
	uncertain = Result(channels.Uncertain)
)

func TestPolicy(t *testing.T) {
	t.Parallel()
	// tried returns an attempt by the first step's channel and first contact.
	tried := func(seq, try int, ch channels.Name, at string, r Result, f Facts) Attempt {
		return Attempt{Seq: seq, Channel: ch, Try: try, At: on(t, at), Last: on(t, at), Result: r, Facts: f}
	}
	with := func(x Attempt, change func(*Attempt)) Attempt { change(&x); return x }
	rang := func(seq, try int, at string, d Disposition) Attempt {
		f, r, _ := d.Outcome()
		return with(tried(seq, try, channels.Call, at, r, f), func(x *Attempt) { x.Disposition = d })
	}
	promises := func(x Attempt, when string) Attempt { x.Again = on(t, when); return x }
	at := func(x Attempt, step, contact int) Attempt { x.Step, x.Contact = step, contact; return x }
	onceByCall := byCall
	onceByCall.Tries = 1
	mailed := func(seq, try int, at string, f Facts) Attempt {
		return tried(seq, try, channels.Email, at, ResultOK, f)
	}
	slot := func(seq, try int, ch channels.Name, ph Phase, due, until string) Slot {
		s := Slot{Seq: seq, Channel: ch, Try: try, Phase: ph, Due: on(t, due)}
		if until != "" {
			s.Until = on(t, until)
		}
		return s
	}
	both := apology(Step{Ways: []Way{byCall, byEmail}}, after(5, byLetter))

	for _, q := range []question{
		// The first try.
		{"a first e-mail goes out at once", apology(only(byEmail)), Case{Contacts: everyone}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 24 03:00:00 until -`},
		{"a first call waits for the hours", apology(only(byCall)), Case{Contacts: everyone}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 09:00:00 until 24 20:00:00`},
		{"a first step that begins later", apology(after(2, byEmail)), Case{Contacts: everyone}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 26 02:00:00 until -`},
		{"nobody is contacted before the start", Audience{Start: on(t, "25 10:00"), ReachedWhen: Spoken, Plan: Plan{[]Step{only(byCall)}}},
			Case{Contacts: everyone}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 25 10:00:00 until 25 20:00:00`},
		{"not launched: the step began when the case did", apology(after(1, byEmail)), Case{Contacts: everyone, Since: on(t, "24 01:00")}, "24 03:00", "", `
			step 0 since 24 01:00:00
			due email 0 try 1 contact 0 25 01:00:00 until -`},
		{"not launched and never planned: now", apology(only(byEmail)), Case{Contacts: everyone}, "24 03:00", "", `
			step 0 since 24 03:00:00
			due email 0 try 1 contact 0 24 03:00:00 until -`},
		{"side by side", both, Case{Contacts: everyone}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 09:00:00 until 24 20:00:00
			due email 0 try 1 contact 0 24 03:00:00 until -`},
		{"side by side without an e-mail address", both, Case{Contacts: Contacts{Phones: 1}}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 09:00:00 until 24 20:00:00`},
		{"no contact for the first step", apology(only(byEmail), after(1, byCall)), Case{Contacts: Contacts{Phones: 1}}, "24 10:00", "20 02:00", `
			step 1 since 24 10:00:00
			due call 1 try 1 contact 0 25 10:00:00 until 25 20:00:00`},
		{"no contact at all", apology(only(byEmail), only(byCall)), Case{}, "24 03:00", "24 02:00", `
			step 2 since 24 03:00:00
			over`},
		{"by hand needs no contact", apology(only(Way{Channel: channels.Hand, Tries: 1, Holidays: true})), Case{}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due hand 0 try 1 contact 0 24 03:00:00 until -`},

		// Reached and withdrawn.
		{"reached: only what is on the wire stays", both, Case{Contacts: everyone, Reach: Reached, Slots: []Slot{
			slot(1, 1, channels.Email, Claimed, "24 03:00", ""), slot(2, 1, channels.Call, Listed, "24 09:00", "24 20:00")}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			keep 1`},
		{"withdrawn: nothing", both, Case{Contacts: everyone, Reach: Withdrawn, Slots: []Slot{slot(2, 1, channels.Call, Offered, "24 09:00", "24 20:00")}},
			"24 10:00", "24 02:00", `
			step 0 since 24 02:00:00`},
		{"reached by its own evidence before the store says so", apology(only(byCall)), Case{Reach: InProgress, Contacts: everyone, Attempts: []Attempt{
			rang(1, 1, "24 09:00", SpokenTo)}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00`},
		{"a step that asks for less", apology(Step{ReachedWhen: HandedOver, Ways: []Way{byEmail}}), Case{Contacts: everyone, Attempts: []Attempt{
			mailed(1, 1, "24 03:00", FactHandedOver)}}, "24 04:00", "24 02:00", `
			step 0 since 24 02:00:00`},
		{"evidence that a supervisor took back", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			with(rang(1, 1, "24 09:00", SpokenTo), func(x *Attempt) { x.Facts |= FactVoid })}}, "24 13:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 24 13:00:00 until 24 20:00:00`},

		// What is open stays, or is planned anew.
		{"claimed, offered and held stay", apology(Step{Ways: []Way{byCall, byEmail, byLetter}}), Case{Contacts: everyone, Soft: 8, Slots: []Slot{
			slot(1, 1, channels.Call, Offered, "24 09:00", "24 20:00"), slot(2, 1, channels.Email, Claimed, "24 03:00", ""),
			slot(3, 1, channels.Letter, Held, "24 09:00", "24 17:00")}}, "24 21:00", "24 02:00", `
			step 0 since 24 02:00:00
			keep 1
			keep 2
			keep 3`},
		{"listed stays while its hours last", apology(only(byCall)), Case{Contacts: everyone, Slots: []Slot{slot(1, 1, channels.Call, Listed, "24 09:00", "24 20:00")}},
			"24 19:59", "24 02:00", `
			step 0 since 24 02:00:00
			keep 1`},
		{"listed without an end stays", apology(only(byLetter)), Case{Contacts: everyone, Slots: []Slot{slot(1, 1, channels.Letter, Listed, "24 09:00", "")}},
			"30 19:59", "24 02:00", `
			step 0 since 24 02:00:00
			keep 1`},
		{"listed beyond its hours is planned anew", apology(only(byCall)), Case{Contacts: everyone, Slots: []Slot{slot(1, 1, channels.Call, Listed, "24 09:00", "24 20:00")}},
			"24 20:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 25 09:00:00 until 25 20:00:00`},
		{"listed for a number that is known to be wrong now", apology(only(byCall)), Case{Contacts: Contacts{Phones: 2}, Attempts: []Attempt{
			rang(1, 1, "24 09:00", WrongNumber)}, Slots: []Slot{slot(2, 2, channels.Call, Listed, "24 12:00", "24 20:00")}}, "24 13:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 1 24 13:00:00 until 24 20:00:00`},
		{"listed for a number that is gone", apology(only(byCall)), Case{Contacts: Contacts{Phones: 1}, Slots: []Slot{
			{Seq: 1, Channel: channels.Call, Try: 1, Contact: 1, Phase: Listed, Due: on(t, "24 09:00"), Until: on(t, "24 20:00")}}}, "24 13:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 13:00:00 until 24 20:00:00`},
		{"due is planned anew, the same try", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{rang(1, 1, "24 09:00", NoAnswer)},
			Slots: []Slot{slot(2, 2, channels.Call, Due, "24 12:00", "24 20:00")}}, "24 21:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 25 09:00:00 until 25 20:00:00`},
		{"waiting waits on", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{mailed(1, 1, "24 03:00", FactHandedOver)},
			Slots: []Slot{slot(1, 1, channels.Email, Waiting, "25 12:00", "")}}, "25 11:00", "24 02:00", `
			step 0 since 24 02:00:00
			waiting email 0 try 1 contact 0 for 1 25 12:00:00 until -`},
		{"a call is open, the e-mail has come to its end", both, Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", permanent, 0)}, Slots: []Slot{slot(2, 1, channels.Call, Listed, "24 09:00", "24 20:00")}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			keep 2`},
		{"a slot of a channel that the plan has no more", apology(only(byEmail)), Case{Contacts: everyone, Slots: []Slot{
			slot(1, 1, channels.Call, Listed, "24 09:00", "24 20:00")}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 24 10:00:00 until -`},

		// Temporary failures.
		{"the next try after the wait", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", temporary, FactNotAccepted)}}, "24 04:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 0 26 03:00:00 until -`},
		{"a wait that has passed", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", temporary, FactNotAccepted)}}, "27 04:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 0 27 04:00:00 until -`},
		{"no try left", apology(only(Way{Channel: channels.Email, Tries: 1, Holidays: true}), after(5, byLetter)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", temporary, FactNotAccepted)}}, "24 04:00", "24 02:00", `
			step 1 since 24 04:00:00
			due letter 1 try 1 contact 0 30 09:00:00 until 30 17:00:00`},
		{"no try left at the plan's end", apology(only(Way{Channel: channels.Email, Tries: 1, Holidays: true})), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", temporary, FactNotAccepted)}}, "24 04:00", "24 02:00", `
			step 1 since 24 04:00:00
			over`},

		// Other times of day.
		{"no answer in the morning: at noon", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{rang(1, 1, "24 09:10", NoAnswer)}},
			"24 09:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 24 12:10:00 until 24 20:00:00`},
		{"then in the evening", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			rang(1, 1, "24 09:10", NoAnswer), rang(2, 2, "24 12:10", Busy)}}, "24 12:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 3 contact 0 24 17:00:00 until 24 20:00:00`},
		{"then the next morning", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			rang(1, 1, "24 09:10", NoAnswer), rang(2, 2, "24 12:10", Voicemail), rang(3, 3, "24 17:00", NoAnswer)}}, "24 17:01", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 4 contact 0 25 09:00:00 until 25 20:00:00`},
		{"never more than a day later", apology(only(Way{Channel: channels.Call, Tries: 8, Wait: Span{D: time.Hour}, Hours: Hours{17 * 60, 20 * 60}, Weekdays: 1 << time.Wednesday, Holidays: true})),
			Case{Contacts: everyone, Attempts: []Attempt{rang(1, 1, "18 17:00", NoAnswer)}}, "18 17:01", "18 02:00", `
			step 0 since 18 02:00:00
			due call 0 try 2 contact 0 18 18:00:00 until 18 20:00:00`},
		{"not for e-mail", apology(only(Way{Channel: channels.Email, Tries: 3, Wait: Span{D: time.Hour}, Holidays: true})), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 09:00", temporary, 0)}}, "24 09:01", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 0 24 10:00:00 until -`},
		{"a promised call goes before wait and time of day", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			with(rang(1, 1, "24 09:10", CallBack), func(x *Attempt) { x.Again = on(t, "24 10:30") })}}, "24 09:15", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 24 10:30:00 until 24 20:00:00`},
		{"a promise outside the hours waits for them", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			with(rang(1, 1, "24 09:10", CallBack), func(x *Attempt) { x.Again = on(t, "24 22:00") })}}, "24 09:15", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 25 09:00:00 until 25 20:00:00`},
		{"a promise that was kept counts no more", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			with(rang(1, 1, "24 09:10", CallBack), func(x *Attempt) { x.Again = on(t, "24 10:30") }), rang(2, 2, "24 10:30", NoAnswer)}}, "24 10:31", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 3 contact 0 24 13:30:00 until 24 20:00:00`},
		{"a promise in an inbound call, which is no try", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			rang(1, 1, "24 09:10", NoAnswer), with(rang(2, 0, "24 09:30", CallBack), func(x *Attempt) { x.Again = on(t, "24 16:00") })}}, "24 09:31", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 24 16:00:00 until 24 20:00:00`},

		{"an inbound call is no try, and nothing waits for it", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{rang(1, 0, "24 09:30", NotIdentified)}},
			"24 09:31", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 09:31:00 until 24 20:00:00`},
		{"an inbound call says nothing of the time of day", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			rang(1, 0, "24 13:00", NotIdentified), rang(2, 1, "25 09:10", NoAnswer)}}, "25 09:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 25 12:10:00 until 25 20:00:00`},

		// Calls that were promised, numbers that nobody has called, wishes.
		{"a promise in the last try is kept", apology(only(onceByCall)), Case{Contacts: everyone, Attempts: []Attempt{promises(rang(1, 1, "24 09:10", CallBack), "24 16:00")}},
			"24 09:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 24 16:00:00 until 24 20:00:00`},
		{"a promise after the plan's end is kept", apology(only(onceByCall)), Case{Step: 1, Since: on(t, "24 12:00"), Contacts: everyone, Attempts: []Attempt{
			rang(1, 1, "24 09:10", NoAnswer), promises(at(rang(2, 0, "24 12:30", CallBack), 1, 0), "25 10:00")}}, "24 12:31", "24 02:00", `
			step 1 since 24 12:00:00
			due call 0 try 2 contact 0 25 10:00:00 until 25 20:00:00`},
		{"a promise of one who had refused is kept", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			rang(1, 1, "24 09:10", Refused), promises(rang(2, 0, "24 12:30", CallBack), "25 10:00")}}, "24 12:31", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 0 25 10:00:00 until 25 20:00:00`},
		{"a promise of a step left behind goes before the calls of this one", apology(only(onceByCall), only(byCall)), Case{Step: 1, Since: on(t, "24 09:12"), Contacts: everyone,
			Attempts: []Attempt{promises(rang(1, 1, "24 09:10", CallBack), "24 16:00")}}, "24 09:12", "24 02:00", `
			step 1 since 24 09:12:00
			due call 0 try 2 contact 0 24 16:00:00 until 24 20:00:00`},
		{"what is on the list waits for the promised time", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{promises(rang(1, 0, "24 09:10", CallBack), "24 16:00")},
			Slots: []Slot{slot(2, 1, channels.Call, Listed, "24 09:00", "24 20:00")}}, "24 09:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 16:00:00 until 24 20:00:00`},
		{"a promised call stays on the list", apology(only(onceByCall)), Case{Contacts: everyone, Attempts: []Attempt{promises(rang(1, 1, "24 09:10", CallBack), "24 16:00")},
			Slots: []Slot{slot(2, 2, channels.Call, Listed, "24 16:00", "24 20:00")}}, "24 16:30", "24 02:00", `
			step 0 since 24 02:00:00
			keep 2`},
		{"the second number before the end", apology(only(onceByCall)), Case{Contacts: Contacts{Phones: 2}, Attempts: []Attempt{rang(1, 1, "24 09:10", NoAnswer)}}, "24 09:12", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 1 24 09:12:00 until 24 20:00:00`},
		{"and once", apology(only(onceByCall)), Case{Contacts: Contacts{Phones: 2}, Attempts: []Attempt{rang(1, 1, "24 09:10", NoAnswer),
			at(rang(2, 2, "24 09:12", NoAnswer), 0, 1)}}, "24 09:13", "24 02:00", `
			step 1 since 24 09:13:00
			over`},
		{"who refuses in an inbound call is not on the list any more", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{rang(1, 0, "24 09:10", Refused)},
			Slots: []Slot{slot(2, 1, channels.Call, Listed, "24 09:00", "24 20:00")}}, "24 09:11", "24 02:00", `
			step 1 since 24 09:11:00
			over`},
		{"a letter instead", apology(only(byCall), after(0, byLetter)), Case{Contacts: everyone, Attempts: []Attempt{
			with(rang(1, 1, "24 09:10", ThirdParty), func(x *Attempt) { x.Flags = FlagLetter })}}, "24 09:12", "24 02:00", `
			step 1 since 24 09:12:00
			due letter 1 try 1 contact 0 24 09:12:00 until 24 17:00:00`},

		// Dead ends.
		{"a wrong number: the next one at once", apology(only(byCall)), Case{Contacts: Contacts{Phones: 2}, Attempts: []Attempt{rang(1, 1, "24 09:10", WrongNumber)}},
			"24 09:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 2 contact 1 24 09:11:00 until 24 20:00:00`},
		{"a retired number is not tried first", apology(only(byCall)), Case{Contacts: Contacts{Phones: 2, Gone: Gone{Phones: 1}}},
			"24 09:11", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 1 24 09:11:00 until 24 20:00:00`},
		{"nobody answered the retired number, and the tries are used: the new one all the same", apology(only(Way{Channel: channels.Email, Tries: 1, Holidays: true})),
			Case{Contacts: Contacts{Emails: 2, Gone: Gone{Emails: 1}}, Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", temporary, 0)}}, "24 03:01", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 1 24 03:01:00 until -`},
		{"every contact is retired", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 1, Gone: Gone{Emails: 1}}}, "24 03:01", "24 02:00", `
			step 1 since 24 03:01:00
			over`},
		{"an untried contact gets a try beyond the plan's", apology(only(Way{Channel: channels.Email, Tries: 1, Holidays: true})), Case{Contacts: Contacts{Emails: 2},
			Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", permanent, FactNotAccepted)}}, "24 03:01", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 1 24 03:01:00 until -`},
		{"and no more than one", apology(only(Way{Channel: channels.Email, Tries: 1, Holidays: true})), Case{Contacts: Contacts{Emails: 2}, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", permanent, FactNotAccepted),
			with(tried(2, 2, channels.Email, "24 03:01", temporary, 0), func(x *Attempt) { x.Contact = 1 })}}, "24 03:02", "24 02:00", `
			step 1 since 24 03:02:00
			over`},
		{"the last contact: finished, tries or no tries", apology(only(byEmail), only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", permanent, FactNotAccepted)}}, "24 10:00", "24 02:00", `
			step 1 since 24 10:00:00
			due call 1 try 1 contact 0 24 10:00:00 until 24 20:00:00`},
		{"a bounce is a dead end", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 2}, Attempts: []Attempt{
			mailed(1, 1, "24 03:00", FactHandedOver|FactBounced)}}, "24 03:10", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 1 24 03:10:00 until -`},
		{"a bounce of what was answered is none", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 2}, Attempts: []Attempt{
			mailed(1, 1, "24 03:00", FactHandedOver|FactBounced|FactAcknowledged)}}, "24 03:10", "24 02:00", `
			step 0 since 24 02:00:00
			waiting email 0 try 1 contact 0 for 1 26 03:00:00 until -`},
		{"a late bounce of an earlier try changes nothing while the later one waits", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 2}, Attempts: []Attempt{
			mailed(1, 1, "24 03:00", FactHandedOver|FactBounced), mailed(2, 2, "26 03:00", FactHandedOver)}}, "26 04:00", "24 02:00", `
			step 0 since 24 02:00:00
			waiting email 0 try 2 contact 0 for 2 28 03:00:00 until -`},
		{"a refusal closes the channel", apology(only(byCall), after(5, byLetter)), Case{Contacts: Contacts{Phones: 2, Postal: 1}, Attempts: []Attempt{
			rang(1, 1, "24 09:10", Refused)}}, "24 09:11", "24 02:00", `
			step 1 since 24 09:11:00
			due letter 1 try 1 contact 0 30 09:00:00 until 30 17:00:00`},
		{"a death closes the channel", apology(only(byCall)), Case{Contacts: Contacts{Phones: 2, Postal: 1}, Attempts: []Attempt{rang(1, 1, "24 09:10", Deceased)}},
			"24 09:11", "24 02:00", `
			step 1 since 24 09:11:00
			over`},
		{"a number found wrong is not called by a later step", apology(only(byCall), only(byCall)), Case{Step: 1, Since: on(t, "24 09:11"), Contacts: Contacts{Phones: 2},
			Attempts: []Attempt{rang(1, 1, "24 09:10", WrongNumber)}}, "24 09:12", "24 02:00", `
			step 1 since 24 09:11:00
			due call 1 try 1 contact 1 24 09:12:00 until 24 20:00:00`},

		// Evidence that may still come.
		{"handed over: wait", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{mailed(1, 1, "24 03:00", FactHandedOver)}}, "24 04:00", "24 02:00", `
			step 0 since 24 02:00:00
			waiting email 0 try 1 contact 0 for 1 26 03:00:00 until -`},
		{"the wait is over: the next try", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{mailed(1, 1, "24 03:00", FactDelivered)},
			Slots: []Slot{slot(1, 1, channels.Email, Waiting, "26 03:00", "")}}, "26 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 0 26 03:00:00 until -`},
		{"the last wait", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			mailed(1, 1, "20 03:00", FactHandedOver), mailed(2, 2, "22 03:00", FactHandedOver), mailed(3, 3, "24 03:00", FactHandedOver)}}, "24 04:00", "20 02:00", `
			step 0 since 20 02:00:00
			waiting email 0 try 3 contact 0 for 3 26 03:00:00 until -`},
		{"the last wait is over: the next step", apology(only(byEmail), only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			mailed(1, 1, "20 03:00", FactHandedOver), mailed(2, 2, "22 03:00", FactHandedOver), mailed(3, 3, "24 03:00", FactHandedOver)}}, "26 03:00", "20 02:00", `
			step 1 since 26 03:00:00
			due call 1 try 1 contact 0 26 09:00:00 until 26 20:00:00`},

		// Review.
		{"in review: finished for that way", both, Case{Contacts: everyone, Attempts: []Attempt{
			with(tried(1, 1, channels.Email, "24 03:00", uncertain, 0), func(x *Attempt) { x.Review = true })}}, "24 04:00", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 24 09:00:00 until 24 20:00:00`},
		{"in review: the plan goes on", apology(only(byEmail), only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			with(tried(1, 1, channels.Email, "24 03:00", uncertain, 0), func(x *Attempt) { x.Review = true })}}, "24 10:00", "24 02:00", `
			step 1 since 24 10:00:00
			due call 1 try 1 contact 0 24 10:00:00 until 24 20:00:00`},
		{"in review: no further try, whatever came after", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			with(tried(1, 1, channels.Email, "24 03:00", uncertain, 0), func(x *Attempt) { x.Review = true }), tried(2, 2, channels.Email, "24 04:00", temporary, 0)}},
			"24 10:00", "24 02:00", `
			step 1 since 24 10:00:00
			over`},
		{"uncertain, and nobody looks: not sent again", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", uncertain, 0)}}, "24 10:00", "24 02:00", `
			step 1 since 24 10:00:00
			over`},
		{"uncertain, and surely not accepted: a failure", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", uncertain, FactNotAccepted)}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 0 26 03:00:00 until -`},

		// Ordered again.
		{"again: the same try", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0)}},
			"24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 24 10:00:00 until -`},
		{"again, of an earlier step, beside the current one", apology(only(byEmail), only(byCall)), Case{Step: 1, Since: on(t, "24 04:00"), Contacts: everyone,
			Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0)}}, "24 10:00", "24 02:00", `
			step 1 since 24 04:00:00
			due email 0 try 1 contact 0 24 10:00:00 until -
			due call 1 try 1 contact 0 24 10:00:00 until 24 20:00:00`},
		{"again, of an earlier step, on the list", apology(only(byCall), only(byEmail)), Case{Step: 2, Since: on(t, "24 04:00"), Contacts: everyone,
			Attempts: []Attempt{tried(1, 1, channels.Call, "24 09:00", ResultAgain, 0)}, Slots: []Slot{slot(3, 1, channels.Call, Listed, "24 09:00", "24 20:00")}}, "24 10:00", "24 02:00", `
			step 2 since 24 04:00:00
			keep 3`},
		{"again, and made", apology(only(byEmail), only(byCall)), Case{Step: 1, Since: on(t, "24 04:00"), Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0), tried(2, 1, channels.Email, "24 05:00", temporary, 0)}}, "24 10:00", "24 02:00", `
			step 1 since 24 04:00:00
			due call 1 try 1 contact 0 24 10:00:00 until 24 20:00:00`},
		{"again, and what was made never left us", apology(only(byEmail), only(byCall)), Case{Step: 1, Since: on(t, "24 04:00"), Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0), tried(2, 1, channels.Email, "24 05:00", Result(channels.NotSent), 0)}}, "24 10:00", "24 02:00", `
			step 1 since 24 04:00:00
			due email 0 try 1 contact 0 24 10:00:00 until -
			due call 1 try 1 contact 0 24 10:00:00 until 24 20:00:00`},
		{"a copy of an earlier step on the wire does not mend a wrong number", apology(only(byEmail), only(byEmail)), Case{Step: 1, Since: on(t, "24 04:00"), Contacts: everyone,
			Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0),
				with(tried(2, 1, channels.Email, "24 04:00", permanent, FactNotAccepted), func(x *Attempt) { x.Step = 1 }),
				tried(3, 1, channels.Email, "24 05:00", ResultOpen, 0)},
			Slots: []Slot{slot(3, 1, channels.Email, Claimed, "24 05:00", "")}}, "24 10:00", "24 02:00", `
			step 2 since 24 10:00:00
			keep 3`},
		{"nor does one that was taken give the later step more tries", apology(only(byEmail), only(Way{Channel: channels.Email, Tries: 1, Holidays: true})),
			Case{Step: 1, Since: on(t, "24 04:00"), Contacts: everyone, Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0),
				with(tried(2, 1, channels.Email, "24 04:00", permanent, FactNotAccepted), func(x *Attempt) { x.Step = 1 }),
				mailed(3, 1, "24 05:00", FactHandedOver)}}, "24 10:00", "24 02:00", `
			step 2 since 24 10:00:00
			over`},
		{"again, and the contact is gone", apology(only(byEmail), only(byCall)), Case{Step: 1, Since: on(t, "24 04:00"), Contacts: Contacts{Phones: 1}, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0)}}, "24 10:00", "24 02:00", `
			step 1 since 24 04:00:00
			due call 1 try 1 contact 0 24 10:00:00 until 24 20:00:00`},
		{"again, and of two contacts one is left", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 1}, Attempts: []Attempt{
			with(tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0), func(x *Attempt) { x.Contact = 1 })}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 24 10:00:00 until -`},
		{"again, but the first copy came back: the next contact", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 2}, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", ResultAgain, FactBounced)}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 1 24 10:00:00 until -`},
		{"again and again, but the first copy came back: the next contact", apology(only(byEmail)), Case{Contacts: Contacts{Emails: 2}, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", ResultAgain, FactBounced), tried(2, 1, channels.Email, "24 05:00", ResultAgain, 0)}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 2 contact 1 24 10:00:00 until -`},
		{"again, but the person has refused calls since", apology(only(byCall)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Call, "24 09:00", ResultAgain, 0), rang(2, 0, "24 09:30", Refused)}}, "24 10:00", "24 02:00", `
			step 1 since 24 10:00:00
			over`},
		{"again, but it had arrived: wait for evidence", apology(only(byEmail)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Email, "24 03:00", ResultAgain, FactHandedOver)}, Slots: []Slot{slot(2, 1, channels.Email, Due, "24 09:00", "")}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			waiting email 0 try 1 contact 0 for 1 26 03:00:00 until -`},
		{"again on the list, but it had arrived", apology(only(byLetter)), Case{Contacts: everyone, Attempts: []Attempt{
			tried(1, 1, channels.Letter, "24 09:00", ResultAgain, FactHandedOver)}, Slots: []Slot{slot(2, 1, channels.Letter, Listed, "24 09:00", "24 17:00")}}, "24 10:00", "24 02:00", `
			step 0 since 24 02:00:00
			waiting letter 0 try 1 contact 0 for 1 01 09:00:00 until -`},
		{"again at the plan's end: not over", apology(only(byEmail)), Case{Step: 1, Since: on(t, "24 04:00"), Reach: Unreachable, Contacts: everyone,
			Attempts: []Attempt{tried(1, 1, channels.Email, "24 03:00", ResultAgain, 0)}}, "24 10:00", "24 02:00", `
			step 1 since 24 04:00:00
			due email 0 try 1 contact 0 24 10:00:00 until -`},

		// Failures of ours.
		{"a soft failure backs off", apology(only(byEmail)), Case{Contacts: everyone, Soft: 1, SoftAt: on(t, "24 03:00")}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 24 03:00:30 until -`},
		{"and doubles", apology(only(byEmail)), Case{Contacts: everyone, Soft: 4, SoftAt: on(t, "24 03:00")}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			due email 0 try 1 contact 0 24 03:04:00 until -`},
		{"into the hours", apology(only(byCall)), Case{Contacts: everyone, Soft: 7, SoftAt: on(t, "24 19:50")}, "24 19:50", "24 02:00", `
			step 0 since 24 02:00:00
			due call 0 try 1 contact 0 25 09:00:00 until 25 20:00:00`},
		{"the eighth: held", apology(only(byEmail)), Case{Contacts: everyone, Soft: 8, SoftAt: on(t, "24 03:00")}, "24 03:00", "24 02:00", `
			step 0 since 24 02:00:00
			held email 0 try 1 contact 0 24 03:00:00 until -`},
	} {
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			p := Policy{Location: tokyo}
			if q.launched != "" {
				p.Launched = on(t, q.launched)
			}
			got := p.Next(on(t, q.now), &q.audience, &q.c)
			if diff := cmp.Diff(lines(q.answer), show(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	want := []time.Duration{0, 30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute}
	for n, w := range want {
		if got, held := (&Case{Soft: n}).soft(); got != w || held {
			t.Errorf("after %d failures: wait %v, held %v, want %v", n, got, held, w)
		}
	}
	for _, n := range []int{8, 9, 1000} {
		if _, held := (&Case{Soft: n}).soft(); !held {
			t.Errorf("after %d failures: not held", n)
		}
	}
}

func TestStanding(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		x    Attempt
		want standing
	}{
		{"claimed", Attempt{}, underway},
		{"claimed, and the receipt came first", Attempt{Facts: FactDelivered}, sent},
		{"claimed, and the bounce came first", Attempt{Facts: FactBounced}, deadEnd},
		{"sent", Attempt{Result: ResultOK, Facts: FactHandedOver}, sent},
		{"sent, void", Attempt{Result: ResultOK, Facts: FactHandedOver | FactVoid}, sent},
		{"bounced after delivery", Attempt{Result: ResultOK, Facts: FactHandedOver | FactDelivered | FactBounced}, deadEnd},
		{"bounced, and the contact is not to blame", Attempt{Result: ResultOK, Facts: FactHandedOver | FactDelivered | FactBounced | FactNotAccepted}, failed},
		{"lost, and such a bounce settled it", Attempt{Result: permanent, Facts: FactBounced | FactNotAccepted}, failed},
		{"permanent", Attempt{Result: permanent, Facts: FactNotAccepted}, deadEnd},
		{"permanent, and delivered all the same", Attempt{Result: permanent, Facts: FactDelivered}, sent},
		{"temporary", Attempt{Result: temporary}, failed},
		{"in review", Attempt{Result: uncertain, Review: true}, undecided},
		{"in review, whatever the facts", Attempt{Result: uncertain, Review: true, Facts: FactHandedOver}, undecided},
		{"uncertain", Attempt{Result: uncertain}, undecided},
		{"uncertain, not accepted", Attempt{Result: uncertain, Facts: FactNotAccepted}, failed},
		{"ordered again", Attempt{Result: ResultAgain}, repeated},
		{"ordered again, but delivered", Attempt{Result: ResultAgain, Facts: FactDelivered}, sent},
		{"not sent", Attempt{Result: Result(channels.NotSent)}, nothing},
		{"throttled", Attempt{Result: Result(channels.Throttled)}, nothing},
		{"technical", Attempt{Result: Result(channels.Technical)}, nothing},
		{"of a kind that nobody knows", Attempt{Result: "odd"}, failed},
	} {
		if got := tc.x.standing(); got != tc.want {
			t.Errorf("%s: got %d, want %d", tc.name, got, tc.want)
		}
	}
}
