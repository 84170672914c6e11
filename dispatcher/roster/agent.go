package roster

import (
	"strings"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// agency is what a row says of who is told in the person's place.
type agency struct {
	reach
	name, reading string
	given         bool   // the list gives contacts of the agent's own
	self          bool   // the row says that it is the person
	relation      string // found once for the list
}

func (a *agency) reset() agency {
	return agency{relation: a.relation, reach: a.reach.reset()}
}

// takeAgent puts one cell about the agent where it belongs.
func (d *draft) takeAgent(as known, c cell) {
	switch as {
	case colAgentName:
		d.takeAgentName(c)
		return
	case colAgentReading:
		d.agent.reading = c.text
		return
	}
	d.agent.given = d.agent.given || as != colAgentPostal && !isNone(c.text)
	switch as {
	case colAgentPhone:
		d.takePhones(c, &d.agent.reach)
	case colAgentEmail:
		d.takeEmails(c, &d.agent.reach)
	case colAgentPostal:
		d.takePostalCode(c, &d.agent.reach)
	case colAgentAddress:
		d.takeAddress(colAddress, c, &d.agent.reach)
	}
}

func (d *draft) takeAgentName(c cell) {
	switch {
	case isContact(c.text):
		d.shift(c, codeInName)
	case strings.Contains(c.text, "\n"):
		d.reject(c, codeNameLines)
	case isSelf(c.text):
		d.agent.self = true
	case !isNobody(c.text):
		d.agent.name = c.text
	}
	if strings.IndexByte(c.text, '?') >= 0 || strings.Contains(c.text, "？") {
		d.warn(c, codeQuestion)
	}
}

// keepOwn keeps the person's own contacts as fields where the agent's are used:
// whoever cares for a person is told, and not the person beside.
func (d *draft) keepOwn() {
	for _, c := range d.own.cells {
		d.keepCell(c)
	}
	for _, c := range d.own.lines.cells {
		d.keepCell(c)
	}
}

// settleAgent names the agent in the record, if there is one.
func (d *draft) settleAgent() {
	a := &d.agent
	if a.self || a.name == "" && !a.given {
		return
	}
	if a.relation == "" {
		a.relation = d.layout.relation()
	}
	d.person.Agent = &dispatcher.Agent{Name: personal.New(a.name), Reading: personal.New(a.reading), Relation: a.relation}
}

// relation is what the agents of a list are to its people.
func (l layout) relation() string {
	for _, k := range [...]known{colAgentName, colAgentPhone, colAgentEmail, colAgentAddress} {
		if l.has(k) {
			return relation(l.header(k))
		}
	}
	return ""
}
