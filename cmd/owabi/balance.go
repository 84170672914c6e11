package main

import (
	"fmt"
	"strings"

	"github.com/owabi/owabi/dispatcher"
)

// balance prints what became of the rows of a list, and why. Rows of which the
// same is said share a line.
func (e *env) balance(list string, b dispatcher.Balance) {
	e.sayf("balance", plain(list), b.Rows, b.People, b.Merged, b.Rejected, b.Excluded)
	switch {
	case b.Sheet != "":
		e.sayf("balance.sheet", plain(b.Sheet), b.Header)
	case b.Encoding != "":
		e.sayf("balance.encoding", strings.ToUpper(b.Encoding), b.Header)
	}
	t := e.headed("column", "understood")
	for _, c := range b.Columns {
		t.row(c.Header, e.say("column."+c.As))
	}
	t.write(e.stdout)
	t = e.headed("row", "column", "verdict", "why")
	for _, r := range reasons(b.Errors) {
		t.row(ranges(r.rows), r.Column, e.say(r.Kind), r.Reason)
	}
	t.write(e.stdout)
}

// reason is what is said of one or more rows.
type reason struct {
	dispatcher.RowError       // Row is 0
	rows                []int // in the order of the list
}

// reasons gathers the rows of which the same is said, in the order in which it
// was said first.
func reasons(errs []dispatcher.RowError) []reason {
	var all []reason
	place := map[dispatcher.RowError]int{}
	for _, r := range errs {
		row := r.Row
		r.Row = 0
		i, known := place[r]
		if !known {
			i = len(all)
			place[r] = i
			all = append(all, reason{RowError: r})
		}
		all[i].rows = append(all[i].rows, row)
	}
	return all
}

// maxRanges is how many ranges of rows are printed; --json has them all.
const maxRanges = 8

// ranges writes numbers that grow as 2-5,7.
func ranges(rows []int) string {
	var parts []string
	for i := 0; i < len(rows); {
		last := i
		for last+1 < len(rows) && rows[last+1] == rows[last]+1 {
			last++
		}
		part := fmt.Sprint(rows[i])
		if last > i {
			part += fmt.Sprint("-", rows[last])
		}
		parts, i = append(parts, part), last+1
	}
	if len(parts) > maxRanges {
		parts = append(parts[:maxRanges], "…")
	}
	return strings.Join(parts, ",")
}
