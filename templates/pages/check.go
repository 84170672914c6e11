package pages

import (
	"bytes"
	_ "embed"
	"html/template"
	"io"
)

//go:embed check.html
var checkHTML string

var check = template.Must(template.New("check").Funcs(template.FuncMap{"langOf": langOf, "tel": tel}).Parse(checkHTML))

// Check is the page on which a reference number is checked.
type Check struct {
	Verdict Verdict
	Issuer  *Organisation // of a genuine number
}

// Verdict is what is said of a number.
type Verdict string

// The verdicts.
const (
	NotAsked Verdict = ""
	Genuine  Verdict = "genuine"
	Foreign  Verdict = "foreign"
	TooOften Verdict = "too often"
)

// Write renders the page in lang, "ja" or "en".
func (c Check) Write(w io.Writer, lang string) error {
	words := english
	if lang == "ja" {
		words = japanese
	}
	says := map[Verdict]string{Genuine: words.Genuine, Foreign: words.Foreign, TooOften: words.TooOften}[c.Verdict]
	var b bytes.Buffer
	if err := check.Execute(&b, struct {
		Check
		W    wording
		Says string
	}{c, words, says}); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
