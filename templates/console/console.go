// Package console holds the pages of the office: entry, dashboard, and the desk
// of those who make calls. They are plain HTML with one style sheet and one
// little script of our own, which they can do without. A page is a view, which
// its handler fills, and a template, which shows it; nothing here decides.
//
// What stands between data-live marks changes while one looks: the handler
// sends it anew, and the script puts what differs in place.
package console

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"slices"
)

//go:embed *.html
var files embed.FS

// Frame is what stands around every page.
type Frame struct {
	Lang     string // "ja" or "en"
	Page     string // one of the Page constants
	Here     string // path of the page; empty for the same one
	Campaign string // id; empty outside a campaign
	Operator string // who is signed in; empty at the entry

	May func(pattern string) bool // whether who is signed in may open a route; nil: none
}

// The pages.
const (
	PageEnter     = "enter"
	PageFirst     = "first"
	PageFactor    = "factor"
	PageAccount   = "account"
	PageAccounts  = "accounts"
	PageOverview  = "overview"
	PageCampaign  = "campaign"
	PageCalls     = "calls"
	PageInbound   = "inbound"
	PageReviews   = "reviews"
	PageTeam      = "team"
	PageUnreached = "unreached"
	PageSheets    = "sheets"
	PageLetters   = "letters"
	PageTrouble   = "trouble"
)

// scope is what a template sees: the frame, the words of its language, and its
// own part.
type scope struct {
	Frame
	W wording
	V any
}

// In is the scope of a part within this one.
func (s scope) In(v any) scope { s.V = v; return s }

// T is a text, with its numbers and names in it.
func (s scope) T(key string, args ...any) string {
	if len(args) == 0 {
		return s.W.of(key)
	}
	return fmt.Sprintf(s.W.of(key), args...)
}

// Named is the words for a thing of a kind that the domain knows by name: the
// state "running".
func (s scope) Named(kind string, name any) string { return s.W.named(kind, fmt.Sprint(name)) }

// Can reports whether who is signed in may open a route: what they may not do is
// not on the page.
func (s scope) Can(pattern string) bool { return s.May != nil && s.May(pattern) }

// Watches reports whether the page shows figures that change.
func (s scope) Watches() bool { return s.Page == PageOverview || s.Page == PageCampaign }

// Switch is the link to this page in the other language.
func (s scope) Switch() string { return s.Here + "?lang=" + s.W.Other }

// NoteLimit is that of the note's field.
func (scope) NoteLimit() int { return NoteLimit }

// set is the templates of each page.
var set = parse()

func parse() map[string]*template.Template {
	frame := template.Must(template.New("").Funcs(template.FuncMap{"number": number, "tel": tel, "langOf": langOf, "keyOf": keyOf, "uri": uri, "flagKey": flagKey, "has": slices.Contains[[]string]}).
		ParseFS(files, "frame.html", "figures.html", "call.html"))
	all := map[string]*template.Template{}
	for _, name := range []string{PageEnter, PageFirst, PageFactor, PageAccount, PageAccounts, PageOverview, PageCampaign, PageCalls, PageInbound, PageReviews, PageTeam, PageUnreached, PageSheets, PageLetters, PageTrouble} {
		all[name] = template.Must(template.Must(frame.Clone()).ParseFS(files, name+".html"))
	}
	return all
}

// page renders a whole page.
func (f Frame) page(name string, v any) ([]byte, error) { return f.render(name, "frame", v) }

// live renders what changes on a page while one looks.
func (f Frame) live(name string, v any) ([]byte, error) { return f.render(name, "live", v) }

func (f Frame) render(page, part string, v any) ([]byte, error) {
	var b bytes.Buffer
	if err := set[page].ExecuteTemplate(&b, part, scope{f, wordsOf(f.Lang), v}); err != nil {
		return nil, fmt.Errorf("templates/console: render %s: %w", page, err)
	}
	return b.Bytes(), nil
}
