package dispatcher

import "fmt"

// UnmarshalText reads what MarshalText writes.
func (r *Reach) UnmarshalText(b []byte) error {
	for i, n := range reachNames {
		if n == string(b) {
			*r = Reach(i)
			return nil
		}
	}
	return fmt.Errorf("%.40q is no state: use pending, in_progress, reached, unreachable or withdrawn", b)
}

// UnmarshalText reads what MarshalText writes, "none" included.
func (g *Grade) UnmarshalText(b []byte) error {
	for i, n := range gradeNames {
		if n == string(b) {
			*g = Grade(i)
			return nil
		}
	}
	return fmt.Errorf("%.40q is no grade of evidence", b)
}
