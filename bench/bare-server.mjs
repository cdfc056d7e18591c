// The bare server of the http bench: node:http sending one body with the headers of the page that it stands for.
import { createServer } from 'node:http'

let body = Buffer.from('')
let headers = {}
const server = createServer((_, response) => {
  response.writeHead(200, headers)
  response.end(body)
})
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('message', (shown) => {
  body = Buffer.from(shown.body)
  const {
    'transfer-encoding': _chunked,
    date: _date,
    connection: _connection,
    'keep-alive': _keepAlive,
    ...rest
  } = shown.headers
  headers = { ...rest, 'content-length': body.length }
  process.send('shown')
})
