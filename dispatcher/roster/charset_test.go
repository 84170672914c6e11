package roster

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	tables "golang.org/x/text/encoding/japanese"

	"github.com/owabi/owabi/dispatcher"
)

// inCP932 writes text as Windows does in Japan.
func inCP932(t *testing.T, text string) string {
	t.Helper()
	s, err := tables.ShiftJIS.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// inUTF16 writes text in UTF-16, without a mark.
func inUTF16(text string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		lo, hi := byte(u), byte(u>>8)
		if big {
			lo, hi = hi, lo
		}
		b.WriteByte(lo)
		b.WriteByte(hi)
	}
	return b.String()
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "番号,氏名,フリガナ,電話番号,住所\r\n1,髙﨑 花子,ﾀｶｻｷ ﾊﾅｺ,060-9999-0001,見本市上本町１－２\r\n2,見本 太郎,ミホン タロウ,060-9999-0002,\"見本市\r\n川上～１\"\r\n"
	latin := strings.Repeat("1,Hanako,,060-9999-0009,\r\n", headSize/20)
	const head = "number,name,reading,phone,address\r\n"
	tests := []struct {
		name, file, encoding string // encoding is what the office says
		shown                string
		people               string // the names
	}{
		{name: "UTF-8", file: text, shown: "utf-8"},
		{name: "UTF-8 with byte order mark", file: "\ufeff" + text, shown: "utf-8"},
		{name: "UTF-16 little endian with byte order mark", file: "\xff\xfe" + inUTF16(text, false), shown: "utf-16"},
		{name: "UTF-16 big endian with byte order mark", file: "\xfe\xff" + inUTF16(text, true), shown: "utf-16"},
		{name: "UTF-16 little endian without byte order mark", file: inUTF16(text, false), shown: "utf-16"},
		{name: "UTF-16 big endian without byte order mark", file: inUTF16(text, true), shown: "utf-16"},
		{name: "UTF-16, tabs, as a spreadsheet's Unicode text", file: "\xff\xfe" + inUTF16(strings.ReplaceAll(text, ",", "\t"), false), shown: "utf-16"},
		{name: "CP932", file: inCP932(t, text), shown: "cp932"},
		{name: "CP932, said so", file: inCP932(t, text), encoding: "cp932", shown: "cp932"},
		{name: "UTF-8, said so", file: text, encoding: "utf-8", shown: "utf-8"},
		{name: "UTF-16, said so", file: inUTF16(text, true), encoding: "utf-16", shown: "utf-16"},
		{name: "CP932 below more English than is looked at first", file: head + latin + strings.SplitAfterN(inCP932(t, text), "\n", 2)[1], shown: "cp932"},
		{name: "UTF-8 below more English than is looked at first", file: head + latin + strings.SplitAfterN(text, "\n", 2)[1], shown: "utf-8"},
		{name: "plain ASCII", file: "name,phone\nHanako,060-9999-0001\nTaro,060-9999-0002\n", shown: "utf-8", people: "Hanako Taro"},
		{name: "half-width kana only", file: inCP932(t, "ｼﾒｲ,電話番号,氏名\n,060-9999-0001,ﾐﾎﾝ ﾀﾛｳ\n"), shown: "cp932", people: "ﾐﾎﾝ ﾀﾛｳ"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := Open("list.csv", strings.NewReader(tt.file), Options{Encoding: tt.encoding})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for row, err := r.Next(); err == nil; row, err = r.Next() {
				if row.Verdict == People {
					names = append(names, row.Person.Name.Reveal())
				}
			}
			if tt.people == "" {
				tt.people = "髙﨑 花子 見本 太郎"
			}
			if got := strings.TrimPrefix(strings.Join(names, " "), "Hanako 髙﨑"); got != strings.TrimPrefix(tt.people, "髙﨑") && got != tt.people {
				t.Errorf("people = %q, want %q", names, tt.people)
			}
			b := r.Balance()
			balanced(t, b)
			if b.Encoding != tt.shown || b.Rejected > 0 {
				t.Errorf("encoding %q, want %q; %+v", b.Encoding, tt.shown, b.Errors)
			}
		})
	}
}

// What an encoding does not have is seen: it never becomes somebody's name.
func TestUnreadableCells(t *testing.T) {
	t.Parallel()
	sjis := inCP932(t, "氏名,電話番号\n見本 太郎,060-9999-0001\n")
	utf8 := "氏名,電話番号\n見本 太郎,060-9999-0001\n"
	tests := []struct{ name, file string }{
		{"外字 of CP932", sjis + "\xf0\x40\x8e\x71,060-9999-0002\n"},
		{"half a character of CP932 before a comma", sjis + "\x8c,060-9999-0002\n"},
		{"a byte that CP932 does not have", sjis + "\x8c\xa9\xfd,060-9999-0002\n"},
		{"a byte that UTF-8 does not have", utf8 + "見\xff,060-9999-0002\n"},
		{"half a character of UTF-8", utf8 + "\xe8\xa6,060-9999-0002\n"},
		{"half a pair of UTF-16", "\xff\xfe" + inUTF16(utf8, false) + "\x00\xd8,\x000\x00\n\x00"},
		{"UTF-16 cut off", "\xff\xfe" + inUTF16(utf8, false) + "\x8b\x89,\x000"},
		{"a row of UTF-8 among rows of CP932", sjis + "見本 花子,060-9999-0002\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b, err := Check("list.csv", strings.NewReader(tt.file), Options{})
			if err != nil {
				t.Fatal(err)
			}
			if b.People != 1 || b.Rejected != 1 {
				t.Fatalf("balance = %+v", b)
			}
			r, err := Open("list.csv", strings.NewReader(tt.file), Options{Unreadable: dispatcher.KeepUnreadable})
			if err != nil {
				t.Fatal(err)
			}
			var cells string
			for _, err := r.Next(); err == nil; _, err = r.Next() {
				cells += strings.Join(r.Cells(), " ")
			}
			if marked := strings.Contains(cells, "\ufffd"); marked == (tt.name == "a row of UTF-8 among rows of CP932") {
				t.Errorf("kept cells = %q", cells)
			}
		})
	}
}

// A file that turns out to be in another encoding than its head is refused.
func TestEncodingWatchedToTheEnd(t *testing.T) {
	t.Parallel()
	const row = "見本 花子,見本市\n"
	tests := []struct {
		name, file, encoding string
		where, what          string
	}{
		{"another encoding than its head", inCP932(t, "氏名,住所\n"+strings.Repeat(row, 5000)) + strings.Repeat(row, 6000), "", "list.csv", "6000 of 11000 rows are not in cp932"},
		{"another encoding than the office says", inCP932(t, strings.Repeat("name,address\n", 1)+strings.Repeat(row, 5)), "utf-8", "list.csv", "5 of 5 rows are not in utf-8"},
		{"another mark than the office says", "\ufeff氏名\n見本\n", "cp932", "list.csv", "mark of utf-8"},
		{"no such encoding", "氏名\n見本\n", "latin1", "encoding", `"latin1"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Check("list.csv", strings.NewReader(tt.file), Options{Encoding: tt.encoding})
			refused(t, err, tt.where, tt.what)
		})
	}
}

func TestCP932Faults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		bad, own   int
	}{
		{"plain", "abc", 0, 0},
		{"kana and kanji", "\x82\xa0\x8c\xa9\xb1", 0, 0},
		{"NEC and IBM extensions", "\x87\x40\xed\x40\xfc\x4b", 0, 0},
		{"an office's own", "\xf0\x40\xf9\xfc", 0, 2},
		{"no character", "\x80\xa0\xfd\xff", 4, 0},
		{"half a character", "\x8c,\x8c\x7f", 2, 0},
		{"cut off", "\x8c", 0, 0},
	}
	for _, tt := range tests {
		bad, own := cp932Faults([]byte(tt.text))
		if diff := cmp.Diff([2]int{tt.bad, tt.own}, [2]int{bad, own}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}
