// Publish, listen, notify and read an inbox with nothing but Go's own library.
//
//	go run . publish orders:42 '{"state": "paid"}'
//	go run . listen orders:42
//	go run . notify 42 'Your order has shipped'
//	go run . inbox 42
package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

var server = "http://localhost:8000"

const silenceMax = 60 * time.Second // the server says something every 25 s

// A refusal that would be the same again, such as 401 or 403.
type refused struct{ error }

func ask(ctx context.Context, path string, body any, headers map[string]string) (io.ReadCloser, error) {
	method, content := "GET", []byte(nil)
	if body != nil {
		method = "POST"
		content, _ = json.Marshal(body)
	}
	address := server + (&url.URL{Path: path}).EscapedPath()
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	if token := os.Getenv("BELFRY_TOKEN"); token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode < 300 {
		return answer.Body, nil
	}
	defer answer.Body.Close()
	problem, _ := io.ReadAll(answer.Body)
	err = fmt.Errorf("%s: %s", answer.Status, problem)
	if answer.StatusCode == 429 || answer.StatusCode == 502 || answer.StatusCode == 503 {
		return nil, err
	}
	return nil, refused{err}
}

// Sends a request, or asks with no body, and reads the JSON of the answer.
func call(path string, body any, headers map[string]string, answer any) error {
	content, err := ask(context.Background(), path, body, headers)
	if err != nil {
		return err
	}
	defer content.Close()
	return json.NewDecoder(content).Decode(answer)
}

func key() string {
	bytes := make([]byte, 16)
	rand.Read(bytes)
	return fmt.Sprintf("%x", bytes)
}

// Hands over each message once. After a cut it goes on behind the last one.
func listen(channel, position string, message func(string)) error {
	retry := 3 * time.Second
	for ; ; time.Sleep(retry) {
		err := stream(channel, &position, &retry, message)
		if errors.As(err, &refused{}) {
			return err
		}
	}
}

func stream(channel string, position *string, retry *time.Duration, message func(string)) error {
	ctx, cancel := context.WithCancel(context.Background())
	silence := time.AfterFunc(silenceMax, cancel)
	defer silence.Stop()
	headers := map[string]string{"Accept": "text/event-stream"}
	if *position != "" {
		headers["Last-Event-ID"] = *position
	}
	body, err := ask(ctx, "/notifications/"+channel, nil, headers)
	if err != nil {
		return err
	}
	defer body.Close()
	event, data := map[string]string{}, []string{}
	lines := bufio.NewReader(body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return err // cut
		}
		silence.Reset(silenceMax)
		name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if name == "data" {
			data = append(data, value)
		} else if name != "" {
			event[name] = value
		} else { // an empty line: the event is complete
			if id, there := event["id"]; there {
				*position = id
			}
			if millis, err := strconv.Atoi(event["retry"]); err == nil {
				*retry = time.Duration(millis) * time.Millisecond
			}
			if event["event"] == "gap" {
				log.Print("missed for good: ", data)
			} else if len(data) > 0 {
				message(strings.Join(data, "\n"))
			}
			event, data = map[string]string{}, nil
		}
	}
}

func run(arguments []string) error {
	if address := os.Getenv("BELFRY_URL"); address != "" {
		server = address
	}
	if len(arguments) < 2 {
		return errors.New("publish CHANNEL JSON, listen CHANNEL, notify USER TITLE or inbox USER")
	}
	name, text := arguments[1], arguments[len(arguments)-1]
	switch arguments[0] {
	case "publish":
		var answer struct{ Position string }
		headers := map[string]string{"Idempotency-Key": key()} // so it is safe to send again
		err := call("/notifications/"+name, json.RawMessage(text), headers, &answer)
		fmt.Println(answer.Position)
		return err
	case "listen":
		return listen(name, "", func(message string) { fmt.Println(message) })
	case "notify":
		var answer struct{ Id string }
		err := call("/v1/notify", map[string]any{
			"to": map[string]any{"user": name}, "notification": map[string]any{"title": text}, "key": key(),
		}, nil, &answer)
		fmt.Println(answer.Id)
		return err
	default:
		var page struct {
			Counts struct{ Unread int }
			Items  []struct {
				Title string
				Read  bool
			}
		}
		err := call("/v1/users/"+name+"/inbox", nil, nil, &page)
		fmt.Println(page.Counts.Unread, "unread")
		for _, item := range page.Items {
			fmt.Println(map[bool]string{true: "-", false: "*"}[item.Read], item.Title)
		}
		return err
	}
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		log.Fatal(err)
	}
}
