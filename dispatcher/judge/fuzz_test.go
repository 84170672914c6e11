package judge

import (
	"io"
	"os"
	"strings"
	"testing"
)

func FuzzReadLetter(f *testing.F) {
	f.Add("To: a@example.jp\r\nMessage-ID: <x@y>\r\n\r\nhttp://127.0.0.1/p/abc.def.\r\n")
	f.Add("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+\r\n--b--\r\n")
	f.Add("\r\nhttp:///p/. http://a/p/.b.. c")
	f.Add("Content-Type: text/html; charset=iso-2022-jp\r\nContent-Transfer-Encoding: 9bit\r\n\r\n<p title='x'>a</p><!-- b --><script>c</script>")
	f.Fuzz(func(t *testing.T, data string) {
		l, err := ReadLetter(data)
		if err != nil {
			return
		}
		for _, link := range l.Links {
			if token(link) == "" {
				t.Errorf("link %q without a token", link)
			}
		}
	})
}

func FuzzParseCampaign(f *testing.F) {
	sample, err := os.ReadFile("testdata/campaign.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(sample))
	f.Add("timezone: Asia/Tokyo\naudiences: {a: {reached_when: spoken, plan: [together: [call, email: {tries: 2, wait: 1d2h}]]}}")
	f.Fuzz(func(t *testing.T, file string) {
		c, err := parseCampaign([]byte(file))
		if (c == nil) == (err == nil) {
			t.Errorf("campaign %v, error %v", c, err)
		}
	})
}

func FuzzLists(f *testing.F) {
	f.Add("氏名,電話番号,メール\n見本 花子,０３－００００－１００１／090-0000-1002,a@example.jp;b@example.jp\n", "見本花子様 03-0000-1001")
	f.Add("\ufeffname\tphone\n\"a\nb\"\t=\"0300001001\"\n\n,\n", "a b +81300001001")
	f.Fuzz(func(t *testing.T, list, text string) {
		m, err := New([]byte("timezone: UTC\naudiences: {a: {reached_when: spoken}}"), map[string]io.Reader{"a": strings.NewReader(list)})
		if err != nil {
			return
		}
		folded := fold(text)
		for _, found := range m.index.scan(folded) {
			if found.start < 0 || found.end > len(folded) || len(found.of) == 0 {
				t.Errorf("match %+v in %d characters", found, len(folded))
			}
		}
		numbersIn(folded, func(key string, start, end int) {
			if numberKey(string(folded[start:end])) != key {
				t.Errorf("number %q stands for %q", key, string(folded[start:end]))
			}
		})
		rows := m.Lists()[0].Rows()
		for i, r := range rows {
			if r < 1 || i > 0 && r <= rows[i-1] || !m.Holds(Place{"a", r}) {
				t.Errorf("rows %v", rows)
			}
		}
	})
}
