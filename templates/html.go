package templates

import (
	"html"
	"strings"
)

const (
	pageHead = `<!DOCTYPE html>
<html lang="`
	pageTitle = `">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>`
	pageBody = `</title>
<style>
body{margin:0;background:#fff;color:#1a1a1a;font-size:16px;line-height:1.8;overflow-wrap:anywhere}
main{max-width:42em;margin:0 auto;padding:1.5em}
p{margin:0 0 1.2em}
h2{font-size:1em;margin:1.8em 0 .4em}
.centre{text-align:center}
.right{text-align:right}
</style>
</head>
<body>
<main>
`
	pageFoot = `</main>
</body>
</html>
`
)

// page makes an HTML document of a finished letter. It says exactly what text
// says; only link, where it stands in text, becomes more than text.
func page(lang, title, text, link string) string {
	p := pager{link: link, plain: !hasMarkup(text)}
	p.b.Grow(len(text)*5/4 + 2*len(title) + 1200)
	p.b.WriteString(pageHead)
	p.b.WriteString(lang)
	p.b.WriteString(pageTitle)
	p.b.WriteString(html.EscapeString(title))
	p.b.WriteString(pageBody)
	p.paragraphs(text)
	p.b.WriteString(pageFoot)
	return p.b.String()
}

type pager struct {
	b     strings.Builder
	link  string
	plain bool // nothing in the text needs escaping
	open  bool // inside a paragraph
}

func (p *pager) paragraphs(text string) {
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		p.line(line)
	}
	p.close()
}

// longest is the length in bytes up to which a line can be a heading.
const longest = 150

func (p *pager) line(line string) {
	bare := line
	if len(line) < 16 || line[0] <= ' ' || strings.HasPrefix(line, "　") {
		bare = strings.TrimSpace(line)
	}
	switch {
	case bare == "":
		p.close()
	case bare == "記":
		p.block(`<p class="centre">`, bare, "</p>\n")
	case bare == "以上":
		p.block(`<p class="right">`, bare, "</p>\n")
	case p.open:
		p.b.WriteString("<br>\n")
		p.inline(line)
	case len(line) <= longest && isHeading(line):
		p.block("<h2>", bare, "</h2>\n")
	default:
		p.b.WriteString("<p>")
		p.open = true
		p.inline(line)
	}
}

func (p *pager) block(before, line, after string) {
	p.close()
	p.b.WriteString(before)
	p.inline(line)
	p.b.WriteString(after)
}

func (p *pager) close() {
	if p.open {
		p.b.WriteString("</p>\n")
		p.open = false
	}
}

// isHeading reports whether the line begins with "■", or with a number of one
// or two digits and a wide space or a full stop: "１　", "1. ".
func isHeading(line string) bool {
	if strings.HasPrefix(line, "■") {
		return true
	}
	rest := line
	for range 2 {
		if d := digitWidth(rest, 0); d > 0 {
			rest = rest[d:]
		}
	}
	return len(rest) < len(line) && (strings.HasPrefix(rest, "　") || strings.HasPrefix(rest, ". "))
}

// inline writes a line: spaces in front stay visible, and the person's link
// can be clicked.
func (p *pager) inline(line string) {
	for line != "" && (line[0] == ' ' || line[0] == '\t') {
		p.b.WriteString("&nbsp;")
		line = line[1:]
	}
	for p.link != "" {
		i := strings.Index(line, p.link)
		if i < 0 {
			break
		}
		p.escape(line[:i])
		line = line[i+len(p.link):]
		if line != "" && isToken[line[0]] {
			p.escape(p.link) // another link that only begins like it
			continue
		}
		p.b.WriteString(`<a href="`)
		p.escape(p.link)
		p.b.WriteString(`">`)
		p.escape(p.link)
		p.b.WriteString("</a>")
	}
	p.escape(line)
}

// escape writes s so that none of it is markup, in an attribute either.
func (p *pager) escape(s string) {
	if p.plain {
		p.b.WriteString(s)
		return
	}
	from := 0
	for i := seek(s, 0, &isMarkup); i < len(s); i = seek(s, i+1, &isMarkup) {
		p.b.WriteString(s[from:i])
		p.b.WriteString(entity(s[i]))
		from = i + 1
	}
	p.b.WriteString(s[from:])
}

const markup = `&<>"'`

var isMarkup = table(markup)

func hasMarkup(s string) bool {
	for i := range len(markup) {
		if strings.IndexByte(s, markup[i]) >= 0 {
			return true
		}
	}
	return false
}

func entity(c byte) string {
	switch c {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	case '"':
		return "&#34;"
	}
	return "&#39;"
}
