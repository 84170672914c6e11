package rehearsal

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/judge"
)

// Answers says who answers when. It does not change and is safe for concurrent
// use.
type Answers struct{ by map[question]answer }

// question is what a line of the file answers.
type question struct {
	judge.Place
	by string // "call" or "page"
}

// answer is how a person answers.
type answer struct {
	from      time.Time // zero: never
	otherwise dispatcher.Disposition
}

// header is the file's first line.
var header = []string{"audience", "row", "by", "from", "otherwise"}

// ReadAnswers reads a file of answers, called name in errors: a line a way in
// which somebody answers. row is the line of their list, the list's header
// being 1; by is "call" or "page"; from is the RFC 3339 time from which they
// do, or "never"; otherwise is how a call ends before that, no_answer when it
// is empty. Whoever has no line never answers. An error is a
// *dispatcher.Error that names the line.
func ReadAnswers(name string, r io.Reader, lists *judge.Mandate) (*Answers, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	a := &Answers{by: map[question]answer{}}
	for first := true; ; first = false {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			if first {
				return nil, wrong(name, 1, "", "the file is empty", "begin it with "+strings.Join(header, ","))
			}
			return a, nil
		}
		if err != nil {
			var at *csv.ParseError
			if errors.As(err, &at) {
				return nil, wrong(name, at.Line, "", at.Err.Error(), "mend the quotation marks")
			}
			return nil, fmt.Errorf("rehearsal: read %s: %w", name, err)
		}
		line, _ := in.FieldPos(0)
		if err := a.read(name, line, first, cells, lists); err != nil {
			return nil, err
		}
	}
}

// read takes one line.
func (a *Answers) read(name string, line int, first bool, cells []string, lists *judge.Mandate) error {
	if first {
		cells[0] = strings.TrimPrefix(cells[0], "\ufeff")
		if !slices.Equal(cells, header) {
			return wrong(name, line, "", "the header is not that of a file of answers", "begin it with "+strings.Join(header, ","))
		}
		return nil
	}
	if len(cells) != len(header) {
		return wrong(name, line, "", fmt.Sprintf("the line has %d cells", len(cells)), fmt.Sprintf("give it %d: %s", len(header), strings.Join(header, ",")))
	}
	q, what := questionOf(cells, lists)
	if what == nil {
		if _, twice := a.by[q]; twice {
			return wrong(name, line, "row", "the file has answered for this person and way already", "keep one of the lines")
		}
		a.by[q], what = answerOf(q, cells)
	}
	if what != nil {
		what.Where = fmt.Sprintf("%s, line %d, column %s", name, line, what.Where)
		return what
	}
	return nil
}

func wrong(name string, line int, column, what, cure string) *dispatcher.Error {
	where := fmt.Sprintf("%s, line %d", name, line)
	if column != "" {
		where += ", column " + column
	}
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: where, What: what, Cure: cure}
}

// bad is what is wrong with a column.
func bad(column, what, cure string) *dispatcher.Error {
	return &dispatcher.Error{Code: dispatcher.Invalid, Where: column, What: what, Cure: cure}
}

func questionOf(cells []string, lists *judge.Mandate) (q question, err *dispatcher.Error) {
	row, notANumber := strconv.Atoi(cells[1])
	q = question{judge.Place{Audience: cells[0], Row: row}, cells[2]}
	known := slices.ContainsFunc(lists.Lists(), func(l *judge.List) bool { return l.Audience() == q.Audience })
	switch {
	case !known:
		return q, bad("audience", fmt.Sprintf("the campaign has no audience %.40q", q.Audience), "use a name under audiences")
	case notANumber != nil || !lists.Holds(q.Place):
		return q, bad("row", fmt.Sprintf("%.20q is no row of a person on the list of %s", cells[1], q.Audience), "count the list's lines, its header being 1")
	case q.by != "call" && q.by != "page":
		return q, bad("by", fmt.Sprintf("%.40q is no way to answer", q.by), "use call or page")
	}
	return q, nil
}

func answerOf(q question, cells []string) (a answer, err *dispatcher.Error) {
	if cells[3] != "never" {
		from, notATime := time.Parse(time.RFC3339, cells[3])
		if notATime != nil || from.IsZero() {
			return a, bad("from", fmt.Sprintf("%.40q is no time", cells[3]), "write it like 2023-02-26T11:30:00+09:00, or never")
		}
		a.from = from
	}
	a.otherwise = dispatcher.Disposition(cells[4])
	switch {
	case q.by == "page" && a.otherwise != "":
		return a, bad("otherwise", "a page has no disposition", "leave it empty")
	case a.otherwise == "":
		a.otherwise = dispatcher.NoAnswer
	case a.otherwise == dispatcher.SpokenTo || !slices.Contains(dispatcher.Dispositions[:], a.otherwise):
		return a, bad("otherwise", fmt.Sprintf("%.40q is no disposition of a call that reaches nobody", cells[4]), "use no_answer, busy, voicemail or another of docs/api.md")
	}
	return a, nil
}

// call says how a call to a person ends that is made at a moment.
func (a *Answers) call(at judge.Place, now time.Time) dispatcher.Report {
	told, ok := a.by[question{at, "call"}]
	switch {
	case !ok:
		return dispatcher.Report{Disposition: dispatcher.NoAnswer}
	case !told.from.IsZero() && !now.Before(told.from):
		return dispatcher.Report{Disposition: dispatcher.SpokenTo}
	case told.otherwise == dispatcher.CallBack:
		return dispatcher.Report{Disposition: told.otherwise, Again: told.from}
	}
	return dispatcher.Report{Disposition: told.otherwise}
}

// page says from when on a person confirms, false when never.
func (a *Answers) page(at judge.Place) (time.Time, bool) {
	told, ok := a.by[question{at, "page"}]
	return told.from, ok && !told.from.IsZero()
}
