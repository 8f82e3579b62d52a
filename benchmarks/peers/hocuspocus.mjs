// A Hocuspocus server with its defaults: no database, and no greeting on the screen.
import { Server } from '@hocuspocus/server'

const server = new Server({
  address: process.env.HOST,
  port: Number(process.env.PORT),
  quiet: true
})
await server.listen()
