package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher"
)

// balanced checks the promise that no row disappears.
func balanced(t *testing.T, b dispatcher.Balance) {
	t.Helper()
	if b.People < 0 || b.Rows != b.People+b.Merged+b.Rejected+b.Excluded {
		t.Errorf("%d rows ≠ %d people + %d merged + %d rejected + %d excluded", b.Rows, b.People, b.Merged, b.Rejected, b.Excluded)
	}
	kinds := map[string]int{}
	for _, e := range b.Errors {
		kinds[e.Kind]++
	}
	for kind, want := range map[string]int{"merged": b.Merged, "rejected": b.Rejected, "excluded": b.Excluded} {
		if kinds[kind] != min(want, listed+1) {
			t.Errorf("%d rows are %s, and %d reasons given", want, kind, kinds[kind])
		}
	}
}

// Whatever stands in the cells, every row of the file is accounted for once,
// in the order of the file.
func TestBalanceOfArbitraryLists(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		rnd := rand.New(rand.NewPCG(seed, 1))
		text, rows := arbitraryList(rnd)
		got, err := readAll(text, Options{})
		var refused *dispatcher.Error
		switch {
		case errors.As(err, &refused): // all rows were read before the list was refused
		case err != nil:
			t.Fatalf("seed %d: %v", seed, err)
		}
		if len(got) != rows {
			t.Fatalf("seed %d: %d rows of %d", seed, len(got), rows)
		}
		for i, r := range got {
			if r.Number != i+2 {
				t.Fatalf("seed %d: row %d is numbered %d", seed, i+2, r.Number)
			}
		}
		b, _ := Check("list.csv", strings.NewReader(text), Options{})
		if b.Rows != rows {
			t.Errorf("seed %d: %d rows counted, %d written", seed, b.Rows, rows)
		}
		balanced(t, b)
	}
}

// arbitraryList writes a list of rows drawn from everything that lists hold.
func arbitraryList(rnd *rand.Rand) (text string, rows int) {
	cells := []string{"", "", "見本太郎", "見本花子", "Taro Mihon", "060-9999-0001", "０９２０－００－０００１", "6099990002", "a@example.jp",
		"b@example.jp", "見本市見本町1-2", "合計", "2名", "〓", "\ufffd", "\xff", "x\x00", "a,b", "a\nb", `"`, "なし", "株式会社見本", "英語", "\x1b"}
	pick := func(s []string) string { return s[rnd.IntN(len(s))] }
	header := [][]string{{"番号", "氏名", "電話", "メール", "住所"}, {"姓", "名", "電話", "備考"}, {"会社名", "氏名", "email"}}[rnd.IntN(3)]
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = rnd.IntN(2) == 0
	if rnd.IntN(2) == 0 {
		b.WriteString("\ufeff")
	}
	w.Write(header)
	rows = 1 + rnd.IntN(60)
	for range rows {
		row := make([]string, max(1, len(header)-1+rnd.IntN(3)))
		for i := range row {
			row[i] = pick(cells)
		}
		if len(row) == 1 && row[0] == "" {
			row[0] = " "
		}
		w.Write(row)
	}
	w.Flush()
	return b.String(), rows
}

// FuzzCheck starts from testdata/fuzz/FuzzCheck.
func FuzzCheck(f *testing.F) {
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := Check("list.csv", bytes.NewReader(text), Options{})
		balanced(t, b)
		var e *dispatcher.Error
		if err != nil && (!errors.As(err, &e) || e.Where == "" || e.Cure == "") {
			t.Errorf("refused without place or cure: %v", err)
		}
		if err == nil && b.Rows == 0 {
			t.Error("a list without rows is taken")
		}
	})
}

// Reasons and errors name row and column; they never quote a cell.
func TestNothingPersonalInReasons(t *testing.T) {
	t.Parallel()
	const canary = "CANARY"
	rows := []string{canary + " Taro", "060-9999-7777", canary + "@example.jp", canary + "@", "060-9999-7777 " + canary,
		canary + "\ufffd", canary + "\x00", "\"" + canary + "\nx\"", "\"" + canary + "\"x", canary + ",,,,,,,,,", "7777777", ""}
	rnd := rand.New(rand.NewPCG(7, 7))
	for range 2000 {
		text := "name,phone,email,address,language,note\n"
		for range 6 {
			text += strings.Join([]string{rows[rnd.IntN(len(rows))], rows[rnd.IntN(len(rows))], rows[rnd.IntN(len(rows))], rows[rnd.IntN(len(rows))]}, ",") + "\n"
		}
		b, err := Check("list.csv", strings.NewReader(text), Options{})
		said := fmt.Sprintf("%+v %v", b, err)
		for _, secret := range []string{canary, "7777"} {
			if strings.Contains(said, secret) {
				t.Fatalf("a cell is quoted: %s", said)
			}
		}
	}
}

func TestLongListsOfErrors(t *testing.T) {
	t.Parallel()
	b, err := Check("list.csv", strings.NewReader("氏名\n"+strings.Repeat("\n", listed+5)+"見本太郎\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Rows != listed+6 || b.Excluded != listed+5 || b.People != 1 || len(b.Errors) != listed+2 {
		t.Errorf("rows %d, excluded %d, people %d, errors %d", b.Rows, b.Excluded, b.People, len(b.Errors))
	}
	want := dispatcher.RowError{Row: listed + 2, Kind: "excluded", Code: "more_not_listed", Reason: "from this row on, 5 more of this kind are counted but not listed"}
	if last := b.Errors[len(b.Errors)-1]; last != want {
		t.Errorf("last error = %+v, want %+v", last, want)
	}
}

// broken fails in the middle of a list.
type broken struct{ r io.Reader }

var errCable = errors.New("the cable is cut")

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = errCable
	}
	return n, err
}

func TestReadErrorIsNoEnd(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "氏名", "氏名\n見本太郎\n見本", "氏名\n見本太郎\n", "氏名\n見本太郎\n\"見本"} {
		if _, err := Check("list.csv", broken{strings.NewReader(text)}, Options{}); !errors.Is(err, errCable) {
			t.Errorf("after %q: %v", text, err)
		}
	}
}

// endless writes rows of different people as they are read.
type endless struct {
	rows, next int
	rest       []byte
}

func (e *endless) Read(p []byte) (int, error) {
	for len(e.rest) < len(p) && e.next <= e.rows {
		if e.next == 0 {
			e.rest = append(e.rest, "番号,氏名,電話番号,メールアドレス,備考\n"...)
		} else {
			e.rest = fmt.Appendf(e.rest, "%d,見本%d,060-9999-%04d,p%d@example.jp,%s\n", e.next, e.next, e.next%10000, e.next, "予約の変更について")
		}
		e.next++
	}
	n := copy(p, e.rest)
	e.rest = append(e.rest[:0], e.rest[n:]...)
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// Memory grows by what finding doubles needs, and by nothing else. It runs
// alone: parallel tests would use memory too.
func TestMemoryOfAStream(t *testing.T) {
	const rows, perRow = 150_000, 90 // bytes
	r, err := Open("list.csv", &endless{rows: rows}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	before := heap()
	for {
		if _, err := r.Next(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if grown := heap() - before; grown > rows*perRow {
		t.Errorf("%d bytes a row, want at most %d", grown/rows, perRow)
	}
	if b := r.Balance(); b.People != rows {
		t.Errorf("people = %d of %d", b.People, rows)
	}
}
