package roster

import (
	"fmt"
	"strings"
)

// unseen are rows that a spreadsheet does not show.
type unseen struct {
	n      int
	ranges [][2]int // the first of them
}

// fewRanges is how many ranges of rows an error names.
const fewRanges = 8

func (u *unseen) add(row int) {
	u.n++
	last := len(u.ranges) - 1
	switch {
	case last >= 0 && u.ranges[last][1] == row-1:
		u.ranges[last][1] = row
	case last+1 <= fewRanges:
		u.ranges = append(u.ranges, [2]int{row, row})
	}
}

// refusal asks what is to become of them.
func (u *unseen) refusal(where string) error {
	var parts []string
	for _, r := range u.ranges[:min(len(u.ranges), fewRanges)] {
		if r[0] == r[1] {
			parts = append(parts, fmt.Sprint(r[0]))
		} else {
			parts = append(parts, fmt.Sprint(r[0], "-", r[1]))
		}
	}
	if len(u.ranges) > fewRanges {
		parts = append(parts, "…")
	}
	return refuse(where, fmt.Sprintf("%d rows that hold something are hidden or filtered out (rows %s): are they people to be told?", u.n, strings.Join(parts, ", ")),
		hiddenCure)
}

const hiddenCure = "say --hidden include to tell them too, or --hidden exclude to leave them out"
