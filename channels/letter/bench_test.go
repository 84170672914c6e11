package letter

import "testing"

// BenchmarkBatch prints a thousand letters of two pages and reads them back.
func BenchmarkBatch(b *testing.B) {
	s, all := sender(b), papers(0, 1000)
	for b.Loop() {
		pdf, _, err := s.Print(b.Context(), all)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Proof(b.Context(), pdf, all); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(all))/b.Elapsed().Seconds(), "letters/s")
}
