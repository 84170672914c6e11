package dispatcher

import (
	"strings"
	"unicode"

	"github.com/owabi/owabi/dispatcher/personal"
)

// Agent is who is told in a person's place: a guardian, a representative, next
// of kin. The contacts to use are in the Person.
type Agent struct {
	Name     personal.Text // exactly as written; empty when the list gives the contacts alone
	Reading  personal.Text // exactly as written; may be empty
	Relation string        // 保護者, 後見人 …: the header of the list's column
}

// Addressee is the name to which a letter goes, without 様: the person's, or
// the agent's with the person's in front, so that whoever opens the letter
// knows whom it is about.
func (p *Person) Addressee() personal.Text {
	if p.Agent == nil {
		return p.Name
	}
	name, agent := p.Name.Reveal(), p.Agent.Name.Reveal()
	if !strings.ContainsFunc(name+agent, japaneseLetter) {
		if agent == "" {
			agent = p.Agent.Relation
		}
		return personal.New(agent + ", for " + name)
	}
	return personal.New(strings.TrimRight(name+"様の"+p.Agent.Relation+"　"+agent, "　"))
}

func japaneseLetter(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
