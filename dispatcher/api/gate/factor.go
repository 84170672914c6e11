package gate

import (
	"net/http"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/templates/console"
)

func (g *Gate) showFactor(w http.ResponseWriter, r *http.Request) error {
	return g.writeFactor(w, r, http.StatusOK, console.Factor{To: within(r.URL.Query().Get("to"))})
}

// writeFactor asks for a code, and shows the key where none has been confirmed.
func (g *Gate) writeFactor(w http.ResponseWriter, r *http.Request, status int, v console.Factor) error {
	stay, err := g.stay(r)
	if err != nil || stay == nil {
		return err
	}
	trial, fresh, err := g.access.Trial(r.Context(), stay, g.base.Hostname())
	if err != nil {
		return err
	}
	if fresh {
		v.Key, v.URI = trial.Key, trial.URI
	}
	return g.write(w, r, status, console.PageFactor, v)
}

// stay is the session of a request that has passed the gate.
func (g *Gate) stay(r *http.Request) (*access.Stay, error) {
	stay, _, err := g.access.Stay(r.Context(), g.cookie(r), false)
	return stay, err
}

// factor takes a code, and gives a whole session in place of half of one.
func (g *Gate) factor(w http.ResponseWriter, r *http.Request) error {
	v := console.Factor{To: within(r.PostFormValue("to"))}
	stay, err := g.stay(r)
	if err != nil || stay == nil {
		return err
	}
	cookie, why, err := g.access.SecondFactor(r.Context(), stay, r.PostFormValue("code"), g.remote(r))
	if err != nil {
		return err
	}
	if why != access.LetIn {
		g.log.Warn("a code was refused", "why", why)
		v.Trouble = console.Trouble(why)
		return g.writeFactor(w, r, refused(w, why), v)
	}
	return g.letIn(w, r, cookie, v.To)
}

func (g *Gate) showAccount(w http.ResponseWriter, r *http.Request) error {
	return g.write(w, r, http.StatusOK, console.PageAccount, g.accountPage(r))
}

func (g *Gate) accountPage(r *http.Request) console.Account {
	s := SessionOf(r.Context())
	return console.Account{ID: s.Account, Role: string(s.Role), Factor: s.Factor}
}

// changePassword takes a password that somebody chose; they sign in again with
// it.
func (g *Gate) changePassword(w http.ResponseWriter, r *http.Request) error {
	v := g.accountPage(r)
	chosen := r.PostFormValue("password")
	if chosen != r.PostFormValue("again") {
		v.Wrong = "again"
		return g.write(w, r, http.StatusUnprocessableEntity, console.PageAccount, v)
	}
	why, err := g.access.ChangePassword(r.Context(), v.ID, r.PostFormValue("old"), chosen, g.remote(r))
	if e := mendable(err); e != nil {
		v.Wrong = e.Where
		return g.write(w, r, http.StatusUnprocessableEntity, console.PageAccount, v)
	}
	if err != nil {
		return err
	}
	if why != access.LetIn {
		v.Wrong = string(why)
		return g.write(w, r, refused(w, why), console.PageAccount, v)
	}
	http.Redirect(w, r, "/enter?ended="+string(access.Turned), http.StatusSeeOther)
	return nil
}
