package dispatcher

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Question is what people may ask an operator, and what to answer.
type Question struct {
	Question string `json:"question"`
	Answer   string `json:"answer"` // may have several lines
}

// Bounds of a file of questions.
const (
	mostQuestions     = 200
	mostQuestionBytes = 64 << 10
)

// marks open a question and an answer.
var questionMarks, answerMarks = [...]string{"Q:", "Q:", "問:", "問:"}, [...]string{"A:", "A:", "答:", "答:"}

// ParseQuestions reads a file of questions: a line "Q: …" (or 問:), below it
// "A: …" (or 答:), and lines that go on. Lines that begin with # are left out.
// name is what errors call the file.
func ParseQuestions(name, text string) ([]Question, error) {
	if len(text) > mostQuestionBytes || !utf8.ValidString(text) {
		return nil, &Error{Code: Invalid, Where: name, What: "the questions are larger than 64 KiB, or no UTF-8", Cure: "shorten the answers, and save the file as UTF-8"}
	}
	var p questionReader
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		n++
		if what := p.line(strings.TrimSpace(line)); what != "" {
			return nil, &Error{Code: Invalid, Where: place(name, n), What: what, Cure: "write `Q: …` on a line, and `A: …` on the next"}
		}
	}
	if what := p.whole(); what != "" {
		return nil, &Error{Code: Invalid, Where: place(name, n), What: what, Cure: "write `Q: …` on a line, and `A: …` on the next"}
	}
	return p.all, nil
}

// questionReader reads line by line. Each method says what is wrong.
type questionReader struct {
	all      []Question
	question bool // the last mark opened a question
}

func (p *questionReader) line(s string) string {
	q, isQuestion := opened(s, questionMarks[:])
	a, isAnswer := opened(s, answerMarks[:])
	last := len(p.all) - 1
	switch {
	case strings.HasPrefix(s, "#"):
	case isQuestion:
		if what := p.whole(); what != "" {
			return what
		}
		if len(p.all) == mostQuestions {
			return fmt.Sprintf("there are more than %d questions", mostQuestions)
		}
		p.all, p.question = append(p.all, Question{Question: q}), true
	case isAnswer:
		if last < 0 || !p.question {
			return "an answer stands without its question"
		}
		p.all[last].Answer, p.question = a, false
	case last < 0:
		if s != "" {
			return "this is neither a question nor an answer"
		}
	case p.question:
		p.all[last].Question = strings.TrimSpace(p.all[last].Question + "\n" + s)
	default:
		p.all[last].Answer += "\n" + s
	}
	return ""
}

// whole says what the question read last lacks.
func (p *questionReader) whole() string {
	last := len(p.all) - 1
	if last < 0 {
		return ""
	}
	p.all[last].Answer = strings.TrimSpace(p.all[last].Answer)
	switch {
	case p.all[last].Question == "":
		return "a question is empty"
	case p.all[last].Answer == "":
		return "a question has no answer"
	}
	return ""
}

func opened(s string, marks []string) (rest string, ok bool) {
	for _, m := range marks {
		if rest, ok := strings.CutPrefix(s, m); ok {
			return strings.TrimSpace(rest), true
		}
	}
	return "", false
}

// Questions lists what people of a campaign may ask, and what to answer.
func (d *Desk) Questions(_ context.Context, id string) ([]Question, error) {
	l, err := d.Book.byID(id)
	if err != nil {
		return nil, err
	}
	return append([]Question{}, l.Questions...), nil
}
