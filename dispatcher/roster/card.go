package roster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/owabi/owabi/dispatcher"
)

// card is one person as another system hands them in: a JSON object of texts,
// its names being the headers of a list and its values the cells of the one row
// below. From there on the rules are those of a file.
type card struct {
	name    string
	records []record // those still to be read
}

// OpenCard reads a card. It is read like a list of one row, except that a
// column of the campaign's mapping may be missing: an empty value need not be
// sent. What cannot be understood is refused with a *dispatcher.Error.
func OpenCard(name string, text []byte, o Options) (*Reader, error) {
	headers, cells, err := readCard(name, text)
	if err != nil {
		return nil, err
	}
	o.Columns = present(o.Columns, headers)
	if err := checkMapping(o.Columns); err != nil {
		return nil, err
	}
	l, err := understand(name, headers, o.Columns)
	if err != nil {
		return nil, err
	}
	return newReader(&card{name, []record{{number: 2, cells: cells}}}, top{row: 1}, l, name, o), nil
}

// present is the part of a mapping whose headers are there.
func present(asked map[string]string, headers []string) map[string]string {
	l := make(layout, len(headers))
	for i, h := range headers {
		l[i] = column{header: h}
	}
	some := make(map[string]string, len(asked))
	for header, to := range asked {
		if l.index(header) >= 0 {
			some[header] = to
		}
	}
	return some
}

// readCard reads names and values in their order: the first telephone number is
// dialled first.
func readCard(name string, text []byte) (headers, cells []string, err error) {
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	if open, err := in.Token(); err != nil || open != json.Delim('{') {
		return nil, nil, noCard(name)
	}
	for in.More() {
		header, err1 := in.Token()
		cell, err2 := value(in)
		if err1 != nil || err2 != nil {
			return nil, nil, noCard(name)
		}
		if len(headers) == maxColumns {
			return nil, nil, refuse(name, fmt.Sprintf("the person has more than %d values", maxColumns), "send those that the letters need")
		}
		headers, cells = append(headers, clean(header.(string))), append(cells, clean(cell))
	}
	if _, err := in.Token(); err != nil {
		return nil, nil, noCard(name)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, refuse(name, "something follows the person", "send one person in each message")
	}
	return headers, cells, nil
}

// value reads a text, a number as it is written, or nothing.
func value(in *json.Decoder) (string, error) {
	t, err := in.Token()
	if err != nil {
		return "", err
	}
	switch t := t.(type) {
	case string:
		return t, nil
	case json.Number:
		return t.String(), nil
	case nil:
		return "", nil
	}
	return "", errors.New("roster: neither a text nor a number")
}

func noCard(name string) error {
	return refuse(name, "this is no JSON object of texts", `send {"氏名": "…", "電話番号": "…", …}, in UTF-8`)
}

func (c *card) next() (record, error) {
	if len(c.records) == 0 {
		return record{}, io.EOF
	}
	rec := c.records[0]
	c.records = c.records[1:]
	return rec, nil
}

func (c *card) describe() reading {
	r := reading{where: c.name}
	r.Encoding = dispatcher.UTF8
	return r
}

func (c *card) judge(int) error { return nil }
