package email

import (
	"mime"
	"net/mail"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ got, want string }{
		"plain subject": {string(field("Subject", unstructured("Apology", 69)...)), "Subject: Apology\r\n"},
		"Japanese subject": {string(field("Subject", unstructured("お詫び", 69)...)),
			"Subject: =?UTF-8?B?44GK6Kmr44Gz?=\r\n"},
		"long subject": {string(field("Subject", unstructured("個人情報の漏えいに関するお詫びとご報告について", 69)...)),
			"Subject: =?UTF-8?B?5YCL5Lq65oOF5aCx44Gu5ryP44GI44GE44Gr6Zai44GZ44KL44GK6Kmr?=\r\n =?UTF-8?B?44Gz44Go44GU5aCx5ZGK44Gr44Gk44GE44Gm?=\r\n"},
		"what looks encoded": {string(field("Subject", unstructured("=?UTF-8?B?44GK?=", 69)...)),
			"Subject: =?UTF-8?B?PT9VVEYtOD9CPzQ0R0s/PQ==?=\r\n"},
		"line breaks": {string(field("Subject", unstructured("Apology\r\nBcc: other@example.jp\n", 69)...)),
			"Subject: Apology  Bcc: other@example.jp\r\n"},
		"plain name": {string(addressField("To", mail.Address{Name: "Taro Kakuu", Address: "kakuu@example.jp"})),
			"To: \"Taro Kakuu\" <kakuu@example.jp>\r\n"},
		"Japanese name": {string(addressField("To", mail.Address{Name: "架空　太郎", Address: "kakuu@example.jp"})),
			"To: =?UTF-8?B?5p6256m644CA5aSq6YOO?= <kakuu@example.jp>\r\n"},
		"no name": {string(addressField("To", mail.Address{Address: "kakuu@example.jp"})),
			"To: <kakuu@example.jp>\r\n"},
		"quotation marks in a name": {string(addressField("To", mail.Address{Name: `Taro" <other@example.jp>`, Address: "kakuu@example.jp"})),
			"To: =?UTF-8?B?VGFybyIgPG90aGVyQGV4YW1wbGUuanA+?= <kakuu@example.jp>\r\n"},
		"dots in a row": {string(addressField("To", mail.Address{Address: "kakuu..taro@mobile.example.jp"})),
			"To: <\"kakuu..taro\"@mobile.example.jp>\r\n"},
		"long address": {string(addressField("To", mail.Address{Name: "架空　太郎", Address: strings.Repeat("a", 60) + "@example.jp"})),
			"To: =?UTF-8?B?5p6256m644CA5aSq6YOO?=\r\n <" + strings.Repeat("a", 60) + "@example.jp>\r\n"},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %q\nwant %q", name, c.got, c.want)
		}
	}
}

// FuzzHeader: whatever a subject or a name holds, it is one field of short
// lines, and is read back as it was but for control characters.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{"", "Apology", "お詫び", "髙﨑𠮷　葛󠄀", "a\r\nBcc: b@example.jp", "=?UTF-8?B?44GK?=", "\xff", strings.Repeat("詫", 40), strings.Repeat("a ", 50), `\"`, "a\u2028b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := oneLine(s)
		subject := string(field("Subject", unstructured(s, maxLine-len("Subject: "))...))
		checkField(t, subject)
		got, err := new(mime.WordDecoder).DecodeHeader(unfold(subject))
		if err != nil || got != want {
			t.Errorf("subject %q reads back as %q, %v", want, got, err)
		}
		to := string(addressField("To", mail.Address{Name: s, Address: "kakuu@example.jp"}))
		checkField(t, to)
		a, err := mail.ParseAddress(unfold(to))
		if err != nil || a.Name != want || a.Address != "kakuu@example.jp" {
			t.Errorf("name %q reads back as %v, %v", want, a, err)
		}
	})
}

func checkField(t *testing.T, s string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(s, "\r\n"), "\r\n")
	for i, l := range lines {
		if len(l) > maxLine || strings.ContainsAny(l, "\r\n\x00") || !utf8.ValidString(l) || i > 0 && (l[0] != ' ' || strings.TrimSpace(l) == "") {
			t.Errorf("line %d of %q", i+1, s)
		}
	}
}

func unfold(s string) string {
	_, v, _ := strings.Cut(s, ": ")
	return strings.ReplaceAll(strings.TrimSuffix(v, "\r\n"), "\r\n", "")
}
