package roster

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A list of the size that one city lost on a memory stick in 2022.
const cityRows = 460_517

// city is such a list: name, reading, telephone, e-mail, postal code, address
// and three fields, all different.
type city struct {
	next, rows int
	rest       []byte
}

func (c *city) Read(p []byte) (int, error) {
	for len(c.rest) < len(p) && c.next <= c.rows {
		if c.next == 0 {
			c.rest = append(c.rest, "番号,氏名,フリガナ,電話番号,メールアドレス,郵便番号,住所,給付額,振込日,備考\r\n"...)
		} else {
			c.rest = c.row(c.rest, c.next)
		}
		c.next++
	}
	n := copy(p, c.rest)
	c.rest = append(c.rest[:0], c.rest[n:]...)
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

func (c *city) row(b []byte, i int) []byte {
	family, given := []rune("見本例示試験架空仮名"), []rune("太郎花子次三春夏秋冬")
	return fmt.Appendf(b, "%d,%c%c %c%c%d,ミホン タロウ,0%d0-9%03d-%04d,user%d@example.jp,%03d-%04d,見本県見本市見本町%d丁目%d番地,%d,2023-03-%02d,窓口で受付\r\n", i,
		family[i%10], family[i/10%10], given[i/100%10], given[i/1000%10], i/10000, 7+i%3, i/10000%1000, i%10000, i, i%1000, i%10000, i%9+1, i%997, 30000+i%7*1000, i%28+1)
}

// BenchmarkCheck reads and judges lists of a city's size; BenchmarkCells only
// cuts them into cells.
func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		balance, err := Check("list.csv", &city{rows: cityRows}, Options{})
		if err != nil || balance.People != cityRows {
			b.Fatalf("%d people, %v", balance.People, err)
		}
	}
	b.ReportMetric(float64(b.N)*cityRows/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCells(b *testing.B) {
	for b.Loop() {
		s, err := open("list.csv", &city{rows: cityRows}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = s.next()
		}
		if err != io.EOF {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*cityRows/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWrite(b *testing.B) {
	for b.Loop() {
		io.Copy(io.Discard, &city{rows: cityRows})
	}
	b.ReportMetric(float64(b.N)*cityRows/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkWorkbook(b *testing.B) {
	const rows = 50_000
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	var list bytes.Buffer
	io.Copy(&list, &city{rows: rows})
	for i, line := range bytes.Split(bytes.TrimSpace(list.Bytes()), []byte("\r\n")) {
		var cells []any
		for _, c := range bytes.Split(line, []byte(",")) {
			cells = append(cells, string(c))
		}
		if err := w.SetRow(fmt.Sprint("A", i+1), cells); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	file, err := f.WriteToBuffer()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		balance, err := Check("list.xlsx", bytes.NewReader(file.Bytes()), Options{})
		if err != nil || balance.Rows != rows {
			b.Fatalf("%d rows, %v", balance.Rows, err)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
