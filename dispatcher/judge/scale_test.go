package judge_test

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher/judge"
)

const manyCampaign = "timezone: Asia/Tokyo\naudiences:\n  a:\n    reached_when: acknowledged\n    plan: [email: {tries: 1}]\n"

// many returns a campaign of n people, and the log of a letter to each.
func many(n int) (list, mails io.Reader) {
	return stream(n, func(w io.Writer) {
			fmt.Fprintln(w, "氏名,フリガナ,電話番号,メール,予約日時,備考")
		}, func(w io.Writer, i int) {
			fmt.Fprintf(w, "見本 %s,ミホン%06d,090%08d,person%d@example.jp,2023-03-%02d %02d:%02d,備考欄 %d\n", nameOf(i), i, i, i, 1+i%28, i%24, i%60, i)
		}), stream(n, func(io.Writer) {}, func(w io.Writer, i int) {
			text := fmt.Sprintf("見本 %s 様\n\n%s\n予約日時 2023-03-%02d %02d:%02d\nhttp://127.0.0.1/p/key.case%012d.1.1.mac\n", nameOf(i),
				strings.Repeat("このたびは、お客さまの情報を誤って送信し、ご迷惑をおかけしました。", 20), 1+i%28, i%24, i%60, i)
			part := func(kind, body string) string {
				return "--b\r\nContent-Type: text/" + kind + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.StdEncoding.EncodeToString([]byte(body)) + "\r\n"
			}
			json.NewEncoder(w).Encode(map[string]any{
				"at": "2023-02-27T10:00:00+09:00", "plan": "2023-02-27T10:00:00+09:00", "to": []string{fmt.Sprintf("person%d@example.jp", i)},
				"data": fmt.Sprintf("To: person%d@example.jp\r\nMessage-ID: <%d@example.jp>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n", i, i) +
					part("plain", text) + part("html", "<html><body><p>"+strings.ReplaceAll(text, "\n", "</p>\n<p>")+"</p></body></html>") + "--b--\r\n",
			})
		})
}

// nameOf makes a name of four characters.
func nameOf(i int) string {
	const from = '一'
	return string([]rune{rune(from + i%97), rune(from + 100 + i/97%89), rune(from + 200 + i/8633%83), rune(from + 300 + i%7)})
}

func stream(n int, head func(io.Writer), row func(io.Writer, int)) io.Reader {
	r, w := io.Pipe()
	go func() {
		b := bufio.NewWriterSize(w, 1<<16)
		head(b)
		for i := range n {
			row(b, i)
		}
		w.CloseWithError(b.Flush())
	}()
	return r
}

func judgeMany(tb testing.TB, n int) (judge.Verdict, *judge.Mandate) {
	list, mails := many(n)
	m, err := judge.New([]byte(manyCampaign), map[string]io.Reader{"a": list})
	if err != nil {
		tb.Fatal(err)
	}
	in := judge.Input{Mails: mails, Cases: make([]judge.Case, n)}
	for i := range in.Cases {
		in.Cases[i] = judge.Case{ID: fmt.Sprintf("case%012d", i), Audience: "a", State: "unreachable", Evidence: "handed_over", Attempts: 1, People: 1}
	}
	v, err := judge.Judge(m, in)
	if err != nil {
		tb.Fatal(err)
	}
	return v, m
}

// Not parallel: it measures the heap.
func TestAMandateIsSmall(t *testing.T) {
	const people, most = 5_000, 700 // bytes a person, six values each
	heap := func() uint64 {
		runtime.GC()
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return s.HeapAlloc
	}
	before := heap()
	v, m := judgeMany(t, people)
	if v.People != people || v.Contacts != people || !v.Clean() {
		t.Errorf("verdict %s %v", v.String(), findings(v)[:min(5, len(v.Findings))])
	}
	if each := (heap() - before) / people; each > most {
		t.Errorf("%d bytes a person, want at most %d", each, most)
	}
	runtime.KeepAlive(m)
}

func BenchmarkJudge(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if v, _ := judgeMany(b, n); !v.Clean() {
					b.Fatal(v.String())
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/person")
		})
	}
}
