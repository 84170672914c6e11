package letter

import (
	"fmt"
	"strings"
	"testing"

	"github.com/owabi/owabi/channels"
	"github.com/owabi/owabi/dispatcher/personal"
)

// sender is one with the font that is installed. Nothing is printed without.
func sender(t testing.TB) *Sender {
	t.Helper()
	s, err := New(Config{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// text is the body of the i-th letter: more than a page, with its own number in
// every paragraph.
func text(i int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\t見予第%d号\n\t令和5年2月26日\n\n\t見本市長\n\t（公印省略）\n\n\t\t個人情報の漏えいに関するお詫びとご報告\n\n", i)
	fmt.Fprintf(&b, "　このたび、整理番号T%05dの方の情報を誤って送信しました。心よりお詫び申し上げます。https://p%05d.example.jp/owabi をご覧ください。\n\n記\n\n", i, i)
	for n := 1; n <= 6+i%5; n++ {
		fmt.Fprintf(&b, "%d. 第%d項\n　%s（T%05d）\n\n", n, n, strings.Repeat("原因は、宛先の確認漏れです。「再発」を防ぎます。", 3), i)
	}
	b.WriteString("以上\n")
	return b.String()
}

// paper is the i-th letter; any two differ in everything.
func paper(i int) channels.Paper {
	return channels.Paper{
		Message: channels.Message{To: personal.New(fmt.Sprintf("東京都見本区架空町%d丁目%d番%d号", i%9+1, i%30+1, i)), Name: personal.New(fmt.Sprintf("架空%05d", i)),
			Lang: "ja", Text: personal.New(text(i))},
		Number:     fmt.Sprintf("1-%05d-%d", i, i%10),
		PostalCode: personal.New(fmt.Sprintf("%07d", 1000000+i)),
		Addressees: []personal.Text{personal.New(fmt.Sprintf("架空　%05d郎様", i))},
		Link:       personal.New(fmt.Sprintf("https://owabi.mihon-city.example.jp/p/%026d", i)),
		Reference:  fmt.Sprintf("AB%02d-%03d-XYZ", i%100, i/100),
		Marks:      []string{"親展", "転送不要"},
	}
}

func papers(from, n int) []channels.Paper {
	all := make([]channels.Paper, n)
	for i := range all {
		all[i] = paper(from + i)
	}
	return all
}
