package templates

import (
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/owabi/owabi/dispatcher/personal"
)

// view is the dot of a letter: what its {{…}} can name, in the clear. It lives
// as long as one execution.
type view struct {
	addressee
	Members      []addressee
	Organisation Organisation
	Incident     incident
	Link         string
	Reference    string
	Date         *time.Time // nil when it is not set, so that {{if}} sees it
}

// addressee is a Person in the clear.
type addressee struct {
	Addressee      string // with 様 or 御中
	Honorific      string
	Name           string
	Reading        string
	PostalCode     string
	Address        string
	IsOrganisation bool
	Fields         map[string]string
}

type incident struct {
	Discovered *time.Time
	Outline    string
	Items      []string
	Cause      string
	Secondary  string
	Measures   string
}

// namesIn lists what a letter can name in one of these types.
func namesIn(typ string) []string {
	for _, t := range []reflect.Type{reflect.TypeFor[view](), reflect.TypeFor[addressee](), reflect.TypeFor[Organisation](), reflect.TypeFor[incident]()} {
		if t.String() != strings.TrimPrefix(typ, "*") {
			continue
		}
		var names []string
		for _, f := range reflect.VisibleFields(t) {
			if f.IsExported() {
				names = append(names, "."+f.Name)
			}
		}
		return names
	}
	return []string{"none: this is a single value"}
}

// honorific is what follows a name in a letter of the language.
func honorific(lang string, organisation bool) string {
	switch {
	case lang != "ja":
		return ""
	case organisation:
		return "御中"
	}
	return "様"
}

// cleaner makes values fit to be printed and keeps the first that is not.
type cleaner struct{ err error }

// text returns s with line feeds for line ends, and empty if it is blank. It
// refuses control characters and broken UTF-8; the error names what, never s.
func (c *cleaner) text(what, s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	s = lines(s)
	if (!utf8.ValidString(s) || strings.IndexFunc(s, isControl) >= 0) && c.err == nil {
		c.err = &Error{What: what + " holds a control character or broken text", Cure: "correct it at its source"}
	}
	return s
}

func isControl(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 }

func (c *cleaner) organisation(o Organisation) Organisation {
	for _, f := range []struct {
		name  string
		value *string
	}{{"name", &o.Name}, {"desk", &o.Desk}, {"phone", &o.Phone}, {"fax", &o.Fax}, {"email", &o.Email}, {"address", &o.Address},
		{"hours", &o.Hours}, {"sender", &o.Sender}, {"document_number", &o.DocumentNumber}, {"url", &o.URL}} {
		*f.value = strings.TrimSpace(c.text("organisation."+f.name, *f.value))
	}
	return o
}

func (c *cleaner) incident(i Incident) incident {
	v := incident{Discovered: moment(i.Discovered)}
	v.Outline = strings.TrimRight(c.text("incident.outline", i.Outline), " \t\n")
	v.Cause = strings.TrimRight(c.text("incident.cause", i.Cause), " \t\n")
	v.Secondary = strings.TrimRight(c.text("incident.secondary", i.Secondary), " \t\n")
	v.Measures = strings.TrimRight(c.text("incident.measures", i.Measures), " \t\n")
	for _, item := range i.Items {
		if item = strings.TrimSpace(c.text("incident.items", item)); item != "" {
			v.Items = append(v.Items, item)
		}
	}
	return v
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// person opens p, with those columns only that the letter names.
func (c *cleaner) person(l *Letter, p *Person) addressee {
	a := addressee{
		Name: c.personal("the name", p.Name), Reading: c.personal("the reading", p.Reading),
		PostalCode: c.personal("the postal code", p.PostalCode), Address: c.personal("the address", p.Address),
		Honorific: honorific(l.lang, p.Organisation), IsOrganisation: p.Organisation,
	}
	switch {
	case a.Name == "" || a.Honorific == "":
		a.Addressee = a.Name
	default:
		a.Addressee = a.Name + "　" + a.Honorific
	}
	if len(l.fields) == 0 {
		return a
	}
	a.Fields = make(map[string]string, len(l.fields))
	for column := range l.fields {
		if v, ok := p.Fields[column]; ok {
			a.Fields[column] = c.personal("the column "+column, v)
		}
	}
	return a
}

func (c *cleaner) personal(what string, t personal.Text) string {
	if t.Empty() {
		return ""
	}
	return c.text(what, t.Reveal())
}

// Envelope is the name as it stands on the envelope of a letter in the language:
// with 様 or 御中 where it is Japanese.
func (p Person) Envelope(lang string) personal.Text {
	name := strings.TrimSpace(p.Name.Reveal())
	if honorific := honorific(lang, p.Organisation); honorific != "" {
		name += "　" + honorific
	}
	return personal.New(name)
}
