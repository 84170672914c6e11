package main

import (
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// balance prints what became of the rows of a list, and why.
func (e *env) balance(list string, b dispatcher.Balance) {
	e.sayf("balance", plain(list), b.Rows, b.People, b.Merged, b.Rejected, b.Excluded)
	t := e.headed("column", "understood")
	for _, c := range b.Columns {
		t.row(c.Header, e.say("column."+c.As))
	}
	t.write(e.stdout)
	t = e.headed("row", "column", "verdict", "why")
	for _, r := range b.Errors {
		t.row(fmt.Sprint(r.Row), r.Column, e.say(r.Kind), r.Reason)
	}
	t.write(e.stdout)
}
