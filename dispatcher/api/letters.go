package api

import (
	"net/http"
	"strconv"

	"github.com/owabi/owabi/dispatcher"
)

func (a *API) printLetters(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body PrintRequest
	if err := read(r, &body); err != nil {
		return err
	}
	p, err := a.s.Letters.Print(r.Context(), who, r.PathValue("id"), body.Audience, body.Most)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, p)
}

func (a *API) listLetters(w http.ResponseWriter, r *http.Request) error {
	batches, waiting, err := a.s.Letters.List(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	if batches == nil {
		batches = []dispatcher.Batch{}
	}
	return reply(w, http.StatusOK, LettersReply{batches, waiting})
}

// batch is the number of the batch that the path names, and who asks.
func batch(r *http.Request) (who string, number int, err error) {
	if who, err = actor(r); err != nil {
		return "", 0, err
	}
	if number, err = strconv.Atoi(r.PathValue("batch")); err != nil {
		return "", 0, invalid("batch", "is no number", "give the number of a batch")
	}
	return who, number, nil
}

func (a *API) printBatch(w http.ResponseWriter, r *http.Request) error {
	who, number, err := batch(r)
	if err != nil {
		return err
	}
	p, err := a.s.Letters.Again(r.Context(), who, number)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, p)
}

func (a *API) confirmBatch(w http.ResponseWriter, r *http.Request) error {
	who, number, err := batch(r)
	if err != nil {
		return err
	}
	b, out, err := a.s.Letters.Confirm(r.Context(), who, number)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, ConfirmReply{b, out})
}

func (a *API) postBatch(w http.ResponseWriter, r *http.Request) error {
	who, number, err := batch(r)
	if err != nil {
		return err
	}
	var body PostedRequest
	if err := read(r, &body); err != nil {
		return err
	}
	b, err := a.s.Letters.Posted(r.Context(), who, number, body.At, body.Out)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, b)
}

func (a *API) voidBatch(w http.ResponseWriter, r *http.Request) error {
	who, number, err := batch(r)
	if err != nil {
		return err
	}
	var body VoidRequest
	if err := read(r, &body); err != nil {
		return err
	}
	b, err := a.s.Letters.Void(r.Context(), who, number, body.Reason)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, b)
}

func (a *API) writtenLetter(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body WrittenRequest
	if err := read(r, &body); err != nil {
		return err
	}
	done, err := a.s.Letters.Written(r.Context(), who, body.Attempt, body.Note)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RecordReply{done.Status, done.Reach})
}

func (a *API) returnLetter(w http.ResponseWriter, r *http.Request) error {
	who, err := actor(r)
	if err != nil {
		return err
	}
	var body ReturnedRequest
	if err := read(r, &body); err != nil {
		return err
	}
	done, err := a.s.Letters.Returned(r.Context(), who, body.Number, body.Reason)
	if err != nil {
		return err
	}
	return reply(w, http.StatusOK, RecordReply{done.Status, done.Reach})
}
