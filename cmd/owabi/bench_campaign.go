package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/api/client"
)

// benchCampaign tells everybody once, by e-mail.
const benchCampaign = `id: bench
sandbox_only: true
organisation: {name: 見本市, desk: 広報課, phone: "+81312345678", email: desk@mihon.example, address: 見本県見本市見本町1番1号, hours: "9:00から17:00まで", sender: 見本市長}
incident: {discovered: "2026-11-20T09:00+09:00", outline: システムの停止により手続きができない時間がありました。, items: [氏名], cause: 機器の故障, secondary: ありません。, measures: 復旧しました。}
audiences:
  all:
    goal: notice
    plan:
      - email: {tries: 1, wait: 1h}
`

// benchAddress and benchName are the n-th person's.
func benchAddress(n int) string { return fmt.Sprintf("person%07d@residents.example", n) }
func benchName(n int) string    { return fmt.Sprintf("測定%07d様方", n) }

// list writes the list of so many people, without ever holding it.
func (b *benchmark) list() io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.WriteString(w, "氏名,メールアドレス,電話番号,住所,受付番号,区分,備考\n")
		for i := 0; i < b.people && err == nil; i++ {
			_, err = fmt.Fprintf(w, "%s,%s,0920-00-%04d,見本県見本市見本町%d番地,R%07d,一般,測定用\n", benchName(i), benchAddress(i), i%10000, i%900+1, i)
		}
		w.CloseWithError(err)
	}()
	return r
}

// load creates the campaign and imports its list; it returns the seconds that
// the import took.
func (b *benchmark) load(ctx context.Context, c *client.Client) (float64, error) {
	if err := poll(ctx, func() (bool, error) {
		_, err := c.Campaigns(ctx)
		return err == nil, nil
	}); err != nil {
		return 0, err
	}
	if _, err := c.Create(ctx, dispatcher.Files{Campaign: []byte(benchCampaign)}); err != nil {
		return 0, err
	}
	b.tell("importing %d people …", b.people)
	began := time.Now()
	balance, err := c.Import(ctx, "bench", "all", dispatcher.Upload{Name: "bench.csv", Content: b.list()})
	if err == nil && balance.People != b.people {
		err = fmt.Errorf("of %d rows %d are people", b.people, balance.People)
	}
	took := time.Since(began).Seconds()
	b.tell("imported in %.1f s (%.0f rows/s)", took, float64(b.people)/took)
	return took, err
}

// send launches the campaign, and returns the seconds until everybody is
// recorded.
func (b *benchmark) send(ctx context.Context, c *client.Client) (float64, error) {
	began, told := time.Now(), time.Now()
	if _, err := c.Control(ctx, "bench", dispatcher.Launch); err != nil {
		return 0, err
	}
	err := poll(ctx, func() (bool, error) {
		list, err := c.Status(ctx, "bench", "", time.Time{})
		if err != nil {
			return false, err
		}
		if p := list[0]; time.Since(told) > 2*time.Second {
			told = time.Now()
			b.tell("  %d of %d recorded", p.Reached, p.Total)
		}
		return list[0].Reached == b.people, nil
	})
	return time.Since(began).Seconds(), err
}

// anyPort finds a free port of this machine.
func anyPort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// answers waits until something takes connections at addr.
func answers(ctx context.Context, addr string) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	return poll(ctx, func() (bool, error) {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			return false, nil
		}
		return true, conn.Close()
	})
}
