// Clients that people write in Go, against a running server: coder/websocket and r3labs/sse.
//
//	go run . wss -url https://localhost:8443 -cacert cert.pem
//	go run . sse -url http://localhost:8000 -channel kept/a -count 1000
//
// wss publishes and hears over a raw and a framed WebSocket and an event stream, and ends with 0
// where all came. sse writes down the data of each message that it hears, with reconnects as the
// library does them, until it has so many or hears nothing for a minute.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/r3labs/sse/v2"
)

func main() {
	if len(os.Args) < 2 {
		fail("say what: wss or sse")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	url := flags.String("url", "http://localhost:8000", "the server")
	cacert := flags.String("cacert", "", "a PEM file of the certificate to trust")
	token := flags.String("token", "", "a token or API key")
	channel := flags.String("channel", "go", "the channel")
	count := flags.Int("count", 1000, "messages to hear")
	since := flags.String("since", "", "where to begin")
	check(flags.Parse(os.Args[2:]))
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: trust(*cacert)}}
	server := server{*url, *channel, *token, client}
	switch os.Args[1] {
	case "wss":
		server.wss()
	case "sse":
		server.sse(*since, *count)
	default:
		fail("what is " + os.Args[1])
	}
}

type server struct {
	url, channel, token string
	client              *http.Client
}

func trust(file string) *tls.Config {
	if file == "" {
		return nil
	}
	pem, err := os.ReadFile(file)
	check(err)
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		fail("no certificate in " + file)
	}
	return &tls.Config{RootCAs: pool}
}

func (s server) header() http.Header {
	header := http.Header{}
	if s.token != "" {
		header.Set("Authorization", "Bearer "+s.token)
	}
	return header
}

func (s server) dial(path string, protocols ...string) *websocket.Conn {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.url, "http")+path,
		&websocket.DialOptions{HTTPClient: s.client, HTTPHeader: s.header(), Subprotocols: protocols})
	check(err)
	socket.SetReadLimit(1 << 20)
	return socket
}

func write(socket *websocket.Conn, text string) {
	check(socket.Write(context.Background(), websocket.MessageText, []byte(text)))
}

// Reads until a message has some text in it.
func read(socket *websocket.Conn, part string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		_, data, err := socket.Read(ctx)
		check(err)
		if strings.Contains(string(data), part) {
			return
		}
	}
}

func (s server) publish(text string) {
	request, err := http.NewRequest("POST", s.url+"/notifications/"+s.channel, strings.NewReader(text))
	check(err)
	request.Header = s.header()
	response, err := s.client.Do(request)
	check(err)
	body, _ := io.ReadAll(response.Body)
	check(response.Body.Close())
	if response.StatusCode != 201 {
		fail(response.Status + " " + string(body))
	}
	fmt.Println("published over", response.Proto)
}

func (s server) wss() {
	raw := s.dial("/notifications/" + s.channel)
	framed := s.dial("/notifications", "belfry.v1.json")
	if framed.Subprotocol() != "belfry.v1.json" {
		fail("no subprotocol")
	}
	write(framed, `{"id":1,"connect":{}}`+"\n"+`{"id":2,"subscribe":{"channel":"`+s.channel+`"}}`)
	read(framed, `"id":2,"ok"`)
	events := make(chan *sse.Event, 16)
	check(s.stream("").SubscribeChanRaw(events))
	large := strings.Repeat("x", 60_000)
	for _, text := range []string{"hello", large} {
		s.publish(text)
		read(raw, text)
		read(framed, `"data":"`+text+`"`)
		awaitEvent(events, text)
	}
	write(raw, "from the raw one")
	read(framed, "from the raw one")
	write(framed, `{"id":3,"publish":{"channel":"`+s.channel+`","data":"from the framed one"}}`)
	read(framed, `"id":3,"ok"`)
	read(raw, "from the framed one")
	check(raw.Close(websocket.StatusNormalClosure, ""))
	check(framed.Close(websocket.StatusNormalClosure, ""))
	fmt.Println("ok")
}

func awaitEvent(events chan *sse.Event, text string) {
	for {
		select {
		case event := <-events:
			if string(event.Data) == text {
				return
			}
		case <-time.After(10 * time.Second):
			fail("the event stream is silent")
		}
	}
}

func (s server) stream(since string) *sse.Client {
	address := s.url + "/notifications/" + s.channel
	if since != "" {
		address += "?since=" + since
	}
	client := sse.NewClient(address, sse.ClientMaxBufferSize(1<<20))
	client.Connection = s.client
	for name, values := range s.header() {
		client.Headers[name] = values[0]
	}
	return client
}

func (s server) sse(since string, count int) {
	events := make(chan *sse.Event, 1024)
	go func() {
		check(s.stream(since).SubscribeChanRaw(events))
	}()
	heard := 0
	for heard < count {
		select {
		case event := <-events:
			if len(event.Data) > 0 {
				heard++
				fmt.Printf("%s\n", event.Data)
			} else if len(event.Event) > 0 {
				fmt.Printf("event %s\n", event.Event)
			}
		case <-time.After(time.Minute):
			fail("nothing for a minute")
		}
	}
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
