package dispatcher

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // an office's machine may have no time zones of its own

	"go.yaml.in/yaml/v3"
)

// ParseCampaign reads a campaign file. The name is what errors call it. Every
// error is an *Error of code Invalid that names file, line and key, and the
// cure. What a file says beyond its own form (letters, configured channels) is
// for Check.
func ParseCampaign(name string, file []byte) (*Campaign, error) {
	r := &reader{file: name, loc: time.UTC}
	root, err := document(name, file)
	if err != nil {
		return nil, err
	}
	c := r.campaign(entry{r: r}.at("", root))
	if r.err != nil {
		return nil, r.err
	}
	return c, nil
}

// document parses the YAML of a file that holds exactly one document.
func document(name string, file []byte) (*yaml.Node, error) {
	var doc, more yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(file))
	if err := d.Decode(&doc); err != nil {
		return nil, malformed(name, err)
	}
	switch err := d.Decode(&more); {
	case err == nil:
		return nil, &Error{Code: Invalid, Where: place(name, more.Line), What: "a second document begins here",
			Cure: "take out the line of three hyphens: one file is one campaign"}
	case !errors.Is(err, io.EOF):
		return nil, malformed(name, err)
	}
	return doc.Content[0], nil
}

func place(file string, line int) string { return file + ":" + strconv.Itoa(line) }

var yamlLine = regexp.MustCompile(`^yaml: (?:line ([0-9]+): )?(?s:(.*))$`)

// malformed says why a file is no YAML.
func malformed(name string, err error) error {
	e := &Error{Code: Invalid, Where: name, What: "the file is empty", Cure: "begin with a copy of what `owabi campaign new` writes"}
	if errors.Is(err, io.EOF) {
		return e
	}
	e.What, e.Cure = "the file is no YAML: "+err.Error(), "look at the indentation, the quotes and the colons of this line and those around it"
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		e.What = "the file is no YAML: " + m[2]
		if m[1] != "" {
			e.Where = name + ":" + m[1]
		}
	}
	if strings.Contains(e.What, "UTF-8") || strings.Contains(e.What, "control characters") {
		e.Cure = "save the file as UTF-8"
	}
	return e
}

func (r *reader) campaign(e entry) *Campaign {
	s := e.section("id", "organisation", "incident", "timezone", "lang", "letters", "questions", "sandbox_only", "audiences")
	c := &Campaign{Timezone: "Asia/Tokyo"}
	if s.has("timezone") {
		c.Timezone = s.text("timezone")
	}
	c.Location = s.location(c.Timezone)
	r.loc = c.Location
	c.ID = s.text("id")
	if !isID(c.ID) {
		s.value("id").refuseID(s, c.ID)
	}
	c.Lang = s.lang("ja")
	c.Letters = s.text("letters")
	c.Questions = s.text("questions")
	c.SandboxOnly = s.bool("sandbox_only", false)
	c.Organisation = s.value("organisation").organisation()
	c.Incident = s.value("incident").incident()
	c.Audiences = s.value("audiences").audiences(s)
	return c
}

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

func isID(s string) bool { return idForm.MatchString(s) }

// refuseID refuses an id or name that is missing or malformed.
func (e entry) refuseID(parent section, id string) {
	what, line := fmt.Sprintf("%.80q is no id", id), parent.node.Line
	if id == "" {
		what = "the id is missing"
	}
	if e.node != nil {
		line = e.node.Line
	}
	e.r.refuse(line, e.path, what, "use 1 to 63 lower-case letters, digits and hyphens, the first no hyphen")
}

func (s section) location(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		s.value("timezone").refuse(fmt.Sprintf("there is no time zone %.40q", name), "use a name such as Asia/Tokyo")
		return time.UTC
	}
	return loc
}

// lang returns the language named, otherwise when none is.
func (s section) lang(otherwise string) string {
	switch t := s.text("lang"); t {
	case "":
		return otherwise
	case "ja", "en":
		return t
	}
	s.value("lang").refuse(fmt.Sprintf("there are no letters in %.40q", s.text("lang")), "write ja or en")
	return otherwise
}

func (e entry) organisation() Organisation {
	s := e.section("name", "desk", "phone", "fax", "email", "address", "hours", "sender", "document_number", "url")
	return Organisation{Name: s.text("name"), Desk: s.text("desk"), Phone: s.text("phone"), Fax: s.text("fax"), Email: s.text("email"),
		Address: s.text("address"), Hours: s.text("hours"), Sender: s.text("sender"), DocumentNumber: s.text("document_number"), URL: s.text("url")}
}

func (e entry) incident() Incident {
	s := e.section("discovered", "outline", "items", "cause", "secondary", "measures")
	return Incident{Discovered: s.time("discovered"), Outline: s.text("outline"), Items: s.texts("items"),
		Cause: s.text("cause"), Secondary: s.text("secondary"), Measures: s.text("measures")}
}

// mostAudiences bounds the audiences of a campaign; the call lists have room for
// 256.
const mostAudiences = 200

// audiences reads the audiences in their order.
func (e entry) audiences(parent section) []Audience {
	if e.empty() {
		parent.refuse("the campaign has no audiences", "write under `audiences:` who is told what, and how")
		return nil
	}
	s := e.section()
	if len(s.keys) == 0 {
		e.refuse("the campaign has no audiences", "write under `audiences:` who is told what, and how")
	}
	if len(s.keys) > mostAudiences {
		e.refuse(fmt.Sprintf("the campaign has %d audiences", len(s.keys)), fmt.Sprintf("split it: a campaign has at most %d", mostAudiences))
	}
	var all []Audience
	for _, name := range s.keys {
		if !isID(name) {
			s.value(name).refuseID(s, name)
		}
		all = append(all, s.value(name).audience(name))
	}
	return all
}

func (e entry) audience(name string) Audience {
	s := e.section("goal", "reached_when", "letter", "lang", "start", "plan", "list", "identity", "columns")
	a := Audience{Name: name, Lang: s.lang(""), Start: s.time("start"), List: s.text("list"), Identity: s.texts("identity"), Columns: s.value("columns").columns()}
	a.Goal = s.goal()
	a.Plan = s.value("plan").plan(s)
	a.Letter = a.Goal.letter()
	if s.has("letter") {
		a.Letter = s.text("letter")
		if !isID(a.Letter) {
			s.value("letter").refuse(fmt.Sprintf("%.40q is no name of a letter", a.Letter), "name it as its files begin: apology for apology.email.ja.txt")
		}
	}
	a.ReachedWhen = s.grade(a.enough())
	return a
}

// letter is the letter that goes out where an audience names none; empty for
// what is no goal.
func (g Goal) letter() string {
	switch g {
	case Apology:
		return "apology"
	case Deletion:
		return "deletion-request"
	case Notice:
		return "notice"
	}
	return ""
}

func (s section) goal() Goal {
	g := Goal(s.text("goal"))
	switch {
	case g == "":
		s.refuse("the audience has no goal", "write `goal: apology`, `goal: deletion` or `goal: notice`")
	case g.letter() == "":
		goals := []string{string(Apology), string(Deletion), string(Notice)}
		s.value("goal").refuse(fmt.Sprintf("there is no goal %.40q", string(g)), Suggest(string(g), goals))
	}
	return g
}

// enough is the grade that counts as reached where an audience names none.
func (a *Audience) enough() Grade {
	switch {
	case a.Goal == Deletion:
		return Acknowledged
	case a.Goal == Apology && a.Plan.most() == Spoken:
		return Spoken
	}
	return HandedOver
}

func (s section) grade(otherwise Grade) Grade {
	return parsed(s, "reached_when", otherwise, ParseGrade, "the office decides what counts: talked with, confirmed, delivered, or handed over")
}

// columns reads which header of the list is which known column.
func (e entry) columns() map[string]string {
	s := e.section()
	if len(s.keys) == 0 {
		return nil
	}
	m := make(map[string]string, len(s.keys))
	for _, header := range s.keys {
		if m[header] = s.text(header); m[header] == "" {
			s.value(header).refuse("the column is not said to be anything", "write what the column holds behind the colon, or take the line out")
		}
	}
	return m
}
