package model

import (
	"fmt"
	"math/bits"

	"github.com/owabi/owabi/dispatcher"
)

// label names a move. Its words are put together only for a trace.
type label struct {
	text string
	who  int8 // a worker or an operator; -1: nobody
	try  string
}

func (l label) String() string {
	t := l.text
	if l.who >= 0 {
		t = fmt.Sprintf(t, l.who+1)
	}
	return t + l.try
}
