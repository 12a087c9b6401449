// A thread of its own that verifies a home again and again, as a command beside the agent does: so
// many times, and on for as long as the agent has not written what the test asks for.
import { parentPort, workerData } from 'node:worker_threads'
import { verifyHome } from '../../agent/keep/verify-home.ts'
import { openHome } from '../../agent/open-agent.ts'

const { home, times, written } = workerData as {
  readonly home: string
  readonly times: number
  readonly written: Int32Array
}
const problems: string[] = []
for (let turn = 0; turn < times || Atomics.load(written, 0) === 0; turn++) {
  const { agent, close } = openHome(home)
  const { first } = await verifyHome(agent, { everyAssessment: turn % 2 === 0 })
  await close()
  if (first) problems.push(`entry ${first.entry}: ${first.problem}`)
}
parentPort?.postMessage(problems)
