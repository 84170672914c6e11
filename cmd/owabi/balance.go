package main

import (
	"fmt"

	"github.com/owabi/owabi/dispatcher"
)

// balance prints what became of the rows of a list, and why.
func (e *env) balance(list string, b dispatcher.Balance) {
	e.sayf("balance", plain(list), b.Rows, b.People, b.Merged, b.Rejected, b.Excluded)
	t := newColumns(e.say("column"), e.say("understood"))
	for _, c := range b.Columns {
		as := e.say("column." + c.As)
		if as == "column."+c.As {
			as = c.As
		}
		t.row(c.Header, as)
	}
	t.write(e.stdout)
	t = newColumns(e.say("row"), e.say("column"), e.say("verdict"), e.say("why"))
	for _, r := range b.Errors {
		t.row(fmt.Sprint(r.Row), r.Column, e.say(r.Kind), r.Reason)
	}
	t.write(e.stdout)
}
