<?php
// Publish, listen, notify and read an inbox with nothing but PHP, 8.1 or newer.
//
//     php belfry.php publish orders:42 '{"state": "paid"}'
//     php belfry.php listen orders:42
//     php belfry.php notify 42 'Your order has shipped'
//     php belfry.php inbox 42

define('SERVER', getenv('BELFRY_URL') ?: 'http://localhost:8000');
const SILENCE_SECONDS_MAX = 60; // the server says something every 25 s

final class Refused extends Exception {} // would be the same again, such as 401 or 403

function ask(string $path, mixed $body = null, array $headers = [])
{
    if (getenv('BELFRY_TOKEN')) {
        $headers[] = 'Authorization: Bearer ' . getenv('BELFRY_TOKEN');
    }
    // HTTP/1.0 has no chunks, for whose sake PHP would hold lines back.
    $http = ['protocol_version' => 1.0, 'ignore_errors' => true, 'timeout' => SILENCE_SECONDS_MAX];
    if ($body !== null) {
        $headers[] = 'Content-Type: application/json';
        $http += ['method' => 'POST', 'content' => json_encode($body)];
    }
    $context = stream_context_create(['http' => $http + ['header' => $headers]]);
    $url = SERVER . implode('/', array_map('rawurlencode', explode('/', $path)));
    $answer = @fopen($url, 'r', false, $context) ?: throw new RuntimeException('no answer');
    $status = (int) explode(' ', stream_get_meta_data($answer)['wrapper_data'][0])[1];
    if ($status < 300) {
        return $answer;
    }
    $said = $status . ' ' . stream_get_contents($answer);
    throw in_array($status, [429, 502, 503]) ? new RuntimeException($said) : new Refused($said);
}

function call(string $path, mixed $body = null, array $headers = []): array
{
    return json_decode(stream_get_contents(ask($path, $body, $headers)), true);
}

function key_of_its_own(): string
{
    return bin2hex(random_bytes(16));
}

/** The position. With the same key it is safe to send again. */
function publish(string $channel, mixed $data): string
{
    $key = 'Idempotency-Key: ' . key_of_its_own();
    return call('/notifications/' . $channel, $data, [$key])['position'];
}

/** Each message once. After a cut it goes on behind the last one. */
function listen(string $channel, ?string $position = null): Generator
{
    $retry = 3000;
    while (true) {
        $headers = ['Accept: text/event-stream'];
        if ($position !== null) {
            $headers[] = 'Last-Event-ID: ' . $position;
        }
        try {
            $stream = ask('/notifications/' . $channel, null, $headers);
            $event = [];
            while (($line = fgets($stream)) !== false) { // false: cut, or silent for too long
                [$name, $value] = explode(': ', rtrim($line, "\n"), 2) + [1 => ''];
                if ($name === 'data' && isset($event['data'])) {
                    $event['data'] .= "\n" . $value;
                } elseif ($name !== '') {
                    $event[$name] = $value;
                } else { // an empty line: the event is complete
                    $position = $event['id'] ?? $position;
                    $retry = (int) ($event['retry'] ?? $retry);
                    if (($event['event'] ?? '') === 'gap') {
                        fwrite(STDERR, "missed for good: {$event['data']}\n");
                    } elseif (isset($event['data'])) {
                        yield $event['data'];
                    }
                    $event = [];
                }
            }
        } catch (RuntimeException) {
            // cut: go on below
        }
        usleep($retry * 1000);
    }
}

function notify(string $user, string $title): string
{
    $request = ['to' => ['user' => $user], 'notification' => ['title' => $title]];
    return call('/v1/notify', $request + ['key' => key_of_its_own()])['id'];
}

[, $command, $name, $text] = $argv + ['', '', '', ''];
switch ($command) {
    case 'publish':
        echo publish($name, json_decode($text)), "\n";
        break;
    case 'listen':
        foreach (listen($name) as $message) {
            echo $message, "\n";
        }
        break;
    case 'notify':
        echo notify($name, $text), "\n";
        break;
    case 'inbox':
        $page = call("/v1/users/$name/inbox");
        echo $page['counts']['unread'], " unread\n";
        foreach ($page['items'] as $item) {
            echo $item['read'] ? '-' : '*', ' ', $item['title'], "\n";
        }
        break;
    default:
        exit("publish CHANNEL JSON, listen CHANNEL, notify USER TITLE or inbox USER\n");
}
