package templates

// A thing that Guard looks for is compared by a 64-bit sum of its canonical
// form (FNV-1a), so that neither the sets nor the comparison hold copies of it.

type kind byte

const (
	addressKind kind = iota + 1
	numberKind
	linkKind
	wordKind
)

const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

func start(k kind) uint64 { return step(offset64, byte(k)) }

func step(h uint64, b byte) uint64 { return (h ^ uint64(b)) * prime64 }

func sum(k kind, s string) uint64 {
	h := start(k)
	for i := 0; i < len(s); i++ {
		h = step(h, s[i])
	}
	return h
}
