import { openPostgresStore } from '../../agent/store/postgres/postgres-store.ts'
import { postgresServer } from '../support/postgres/server.ts'
import { storeContract } from '../support/store/contract.ts'

const server = await postgresServer()

storeContract('postgres', async context => {
  const store = await openPostgresStore(server.reach(await server.database()))
  if (!store) throw new Error('it is made where there is none')
  context.after(() => store.close())
  return store
})
