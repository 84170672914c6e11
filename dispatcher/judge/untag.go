package judge

import (
	"html"
	"regexp"
	"strings"
)

var (
	unread    = regexp.MustCompile(`(?is)<(style|script)\b.*?</(style|script)\s*>|<!--.*?-->`)
	tag       = regexp.MustCompile(`(?s)</?([A-Za-z][A-Za-z0-9]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>`)
	attribute = regexp.MustCompile(`(?i)\b(?:href|alt|title|value|content|src|data-[a-z-]+)\s*=\s*("[^"]*"|'[^']*')`)
)

// inline are the elements that do not end a word.
const inline = " a abbr b bdi bdo em font i mark rb rp rt ruby s small span strong sub sup u wbr "

// untag returns the text of an HTML document, and the values of the attributes
// in which a text could hide.
func untag(document string) string {
	document = unread.ReplaceAllString(document, " ")
	var hidden strings.Builder
	text := tag.ReplaceAllStringFunc(document, func(t string) string {
		m := tag.FindStringSubmatch(t)
		for _, a := range attribute.FindAllStringSubmatch(m[2], -1) {
			hidden.WriteString("\n" + a[1][1:len(a[1])-1])
		}
		if strings.Contains(inline, " "+strings.ToLower(m[1])+" ") {
			return ""
		}
		return " "
	})
	return html.UnescapeString(text + hidden.String())
}
