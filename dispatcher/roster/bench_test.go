package roster

import (
	"fmt"
	"runtime"
	"testing"
)

// residents writes the n-th row of a list as a city keeps it: nine cells, three
// of them fields. Every fourth person shares telephone and address with a
// family.
func residents(b []byte, n int) []byte {
	family := n
	if n%4 == 3 {
		family = n - 1
	}
	return fmt.Appendf(b, "%07d,見本　太郎%c,ミホン　タロウ,0%d-00-%04d,person%07d@residents.example,123-%04d,見本県見本市見本町%d番地%d,一般,令和5年度,予約の変更\n",
		n, '一'+rune(n%1000), 920+family/10000%40, family%10000, n, family%10000, family%900+1, family/900)
}

// records are rows that are read already.
func records(b *testing.B, rows int) (layout, []record) {
	b.Helper()
	l, err := understand("list.csv, row 1", []string{"宛名番号", "氏名", "フリガナ", "電話番号", "メールアドレス", "郵便番号", "住所", "区分", "年度", "備考"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	all := make([]record, rows)
	for i := range all {
		line := string(residents(nil, i))
		var cells []string
		for start, j := 0, 0; j < len(line); j++ {
			if line[j] == ',' || line[j] == '\n' {
				cells = append(cells, line[start:j])
				start = j + 1
			}
		}
		all[i] = record{number: i + 2, cells: cells}
	}
	return l, all
}

// BenchmarkRows measures what a row means, without reading it: ns/op is
// nanoseconds a row.
func BenchmarkRows(b *testing.B) {
	const rows = 100_000
	l, all := records(b, rows)
	b.ReportAllocs()
	b.ResetTimer()
	var r *Reader
	for i := range b.N {
		if i%rows == 0 {
			r = &Reader{layout: l, draft: draft{layout: l}, doubles: newDoubles(l), tally: newTally("ja")}
		}
		if row := r.row(all[i%rows]); row.Verdict != People {
			b.Fatal(row.Errors)
		}
	}
}

// BenchmarkDoubles measures the memory that a person takes while a list is
// read.
func BenchmarkDoubles(b *testing.B) {
	const rows = 300_000
	l, all := records(b, rows)
	b.ResetTimer()
	for range b.N {
		r := &Reader{layout: l, draft: draft{layout: l}, doubles: newDoubles(l), tally: newTally("ja")}
		before := heap()
		for i := range all {
			r.row(all[i])
		}
		b.ReportMetric(float64(heap()-before)/rows, "B/person")
		runtime.KeepAlive(r)
	}
}

// heap is how many bytes are in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
