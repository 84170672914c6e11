package templates

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const ownLink = "https://example.jp/p/aB-9?x=1&y=2"

func TestPage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"paragraphs", "一\n二\n\n三\n", "<p>一<br>\n二</p>\n<p>三</p>\n"},
		{"many blank lines", "\n\n一\n \n　\n\n二", "<p>一</p>\n<p>二</p>\n"},
		{"記 and 以上", "前\n　　記\n中\n　　　以上\n", "<p>前</p>\n<p class=\"centre\">記</p>\n<p>中</p>\n<p class=\"right\">以上</p>\n"},
		{"記 in a sentence", "記　一", "<p>記　一</p>\n"},
		{"headings", "１　概要\n本文\n\n■ 次\n\n12. Next\nx", "<h2>１　概要</h2>\n<p>本文</p>\n<h2>■ 次</h2>\n<h2>12. Next</h2>\n<p>x</p>\n"},
		{"no headings", "前\n１　概要\n\n123. x\n\n1.5 x\n\n■" + strings.Repeat("長", 60), "<p>前<br>\n１　概要</p>\n<p>123. x</p>\n<p>1.5 x</p>\n<p>■" + strings.Repeat("長", 60) + "</p>\n"},
		{"indent", "  - a\n\tb\n　c", "<p>&nbsp;&nbsp;- a<br>\n&nbsp;b<br>\n　c</p>\n"},
		{"markup", `<script>alert("x")</script> & 'y'`, "<p>&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &#39;y&#39;</p>\n"},
		{"own link", "見る " + ownLink + "。", `<p>見る <a href="https://example.jp/p/aB-9?x=1&amp;y=2">https://example.jp/p/aB-9?x=1&amp;y=2</a>。</p>` + "\n"},
		{"own link twice", ownLink + " " + ownLink, `<p><a href="https://example.jp/p/aB-9?x=1&amp;y=2">https://example.jp/p/aB-9?x=1&amp;y=2</a> <a href="https://example.jp/p/aB-9?x=1&amp;y=2">https://example.jp/p/aB-9?x=1&amp;y=2</a></p>` + "\n"},
		{"own link at the end of a sentence", "See " + ownLink + ".", `<p>See <a href="https://example.jp/p/aB-9?x=1&amp;y=2">https://example.jp/p/aB-9?x=1&amp;y=2</a>.</p>` + "\n"},
		{"a link that begins like it", ownLink + "3", "<p>https://example.jp/p/aB-9?x=1&amp;y=23</p>\n"},
		{"another link", "https://example.com/", "<p>https://example.com/</p>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, body(t, page("ja", "件名", c.text, ownLink))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPageHead(t *testing.T) {
	t.Parallel()
	p := page("en", `</title><script>"&'`, "x", "")
	for _, want := range []string{"<!DOCTYPE html>\n<html lang=\"en\">", `<meta charset="utf-8">`, "<title>&lt;/title&gt;&lt;script&gt;&#34;&amp;&#39;</title>", "<main>"} {
		if !strings.Contains(p, want) {
			t.Errorf("%s is missing", want)
		}
	}
}

// body returns what stands in main, which is all that comes from the text.
func body(t *testing.T, page string) string {
	t.Helper()
	_, s, ok := strings.Cut(page, "<main>\n")
	s, foot, ok2 := strings.Cut(s, "</main>\n</body>\n</html>\n")
	if !ok || !ok2 || foot != "" {
		t.Fatal("the page is not whole")
	}
	return s
}

// tags are all that a letter can become.
var tags = strings.NewReplacer("<p>", "", "</p>", "", `<p class="centre">`, "", `<p class="right">`, "", "<br>", "", "<h2>", "", "</h2>", "",
	`<a href="https://example.jp/p/aB-9?x=1&amp;y=2">`, "", "</a>", "")

// Whatever the text is, the page holds no markup but ours and says exactly
// what the text says.
func FuzzPage(f *testing.F) {
	for _, s := range []string{"", "<b>x</b>", "&lt;", "記\n\n以上", "１　x\n" + ownLink + ownLink, "a\r\nb", " \t\"'", "\xe3\x80", "&nbsp;", "■\n\n1. \n2. x"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, title, text string) {
		p := page("ja", title, text, ownLink)
		head, _, _ := strings.Cut(p, "</title>")
		if _, got, _ := strings.Cut(head, "<title>"); strings.ContainsAny(got, "<>") || html.UnescapeString(got) != title {
			t.Errorf("title %q became %q", title, got)
		}
		rest := tags.Replace(body(t, p))
		if strings.ContainsAny(rest, `<>"'`) {
			t.Errorf("%q became %q", text, rest)
		}
		if got := html.UnescapeString(rest); utf8.ValidString(text) && squeeze(got) != squeeze(text) {
			t.Errorf("%q says %q", text, got)
		}
	})
}

// squeeze takes out all white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
