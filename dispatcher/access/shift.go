package access

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/unicode/norm"
)

// shiftSize is the largest list of a shift, in bytes.
const shiftSize = 1 << 20

// Shift reads a list of people who are to have accounts: CSV with a header, in
// UTF-8 or, as spreadsheets in Japan write it, CP932. The columns are name (氏名)
// and role (役割), and perhaps id and protected (配慮者: yes, 1, 可).
func Shift(r io.Reader) ([]Wanted, error) {
	text, err := io.ReadAll(io.LimitReader(r, shiftSize+1))
	if err != nil {
		return nil, fmt.Errorf("access: read shift: %w", err)
	}
	if len(text) > shiftSize {
		return nil, invalid("list", "is too long", "give at most 1 MiB")
	}
	if !utf8.Valid(text) {
		if text, err = japanese.ShiftJIS.NewDecoder().Bytes(text); err != nil || strings.ContainsRune(string(text), utf8.RuneError) {
			return nil, invalid("list", "is neither UTF-8 nor CP932", "save it as CSV UTF-8")
		}
	}
	c := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff")))
	c.TrimLeadingSpace = true
	header, err := c.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	at, err := columnsOf(header)
	if err != nil {
		return nil, err
	}
	return rows(c, at)
}

func rows(c *csv.Reader, at map[string]int) ([]Wanted, error) {
	var all []Wanted
	for {
		row, err := c.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, unreadable(err)
		}
		line, _ := c.FieldPos(0)
		w, err := wantedOf(row, at, fmt.Sprintf("line %d: ", line))
		if err != nil {
			return nil, err
		}
		all = append(all, w)
	}
}

func unreadable(err error) error {
	var p *csv.ParseError
	if errors.As(err, &p) {
		return invalid(fmt.Sprintf("line %d", p.Line), "is no CSV that can be read: "+p.Err.Error(), "mend the line")
	}
	return invalid("list", "is empty", "give a header and a line a person")
}

// headers are what columns are called.
var headers = map[string]string{"name": "name", "氏名": "name", "role": "role", "役割": "role", "id": "id", "protected": "protected", "配慮者": "protected"}

func columnsOf(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, h := range header {
		name := headers[plain(h)]
		if name == "" {
			return nil, invalid("header", fmt.Sprintf("column %d is none of ours", i+1), "use name (氏名), role (役割), id, protected (配慮者)")
		}
		if _, twice := at[name]; twice {
			return nil, invalid("header", fmt.Sprintf("column %d is there twice", i+1), "leave one out")
		}
		at[name] = i
	}
	for _, needed := range []string{"name", "role"} {
		if _, ok := at[needed]; !ok {
			return nil, invalid("header", "a column is missing", "add the column "+needed)
		}
	}
	return at, nil
}

// roleWords are the roles as Japanese lists have them.
var roleWords = map[string]Role{"閲覧": Viewer, "電話担当": Operator, "責任者": Supervisor, "作成": Author, "承認": Approver, "管理": Admin}

func wantedOf(row []string, at map[string]int, where string) (Wanted, error) {
	w := Wanted{Name: strings.TrimSpace(row[at["name"]])}
	role := plain(row[at["role"]])
	if w.Role = roleWords[role]; w.Role == "" {
		w.Role = Role(role)
	}
	if i, ok := at["id"]; ok {
		w.ID = ID(norm.NFKC.String(row[i]))
	}
	if i, ok := at["protected"]; ok {
		switch plain(row[i]) {
		case "", "no", "0", "不可":
		case "yes", "1", "可":
			w.Protected = true
		default:
			return w, invalid(where+"protected", "is neither yes nor no", "write yes or no, 可 or 不可")
		}
	}
	return w, w.check(where)
}

func plain(s string) string { return strings.ToLower(strings.TrimSpace(norm.NFKC.String(s))) }
