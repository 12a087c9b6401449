import type { Actor } from '../actor.ts'
import type { Agent } from '../agent.ts'
import { loadOperation } from './index.ts'
import type { Input, OperationName, Output } from './index.ts'
import { admitted } from './operation.ts'
import type { Progress } from './operation.ts'

/**
 * Does what is asked, in this process: how every door calls an operation.
 * @param tell hears how far it is, where that takes its time
 * @throws Problem of the operation, of its input, or of a role that may not
 */
export async function perform<N extends OperationName>(
  agent: Agent,
  actor: Actor,
  name: N,
  input: Input<N>,
  tell?: (progress: Progress) => void,
): Promise<Output<N>> {
  const operation = await loadOperation(name)
  const admittedInput = admitted(operation, actor, input)
  if ('run' in operation) return (await operation.run(agent, actor, admittedInput)) as Output<N>
  if ('open' in operation) throw new TypeError(`${name} answers bytes: open it`)
  for await (const step of operation.stream(agent, actor, admittedInput)) {
    if ('result' in step) return step.result as Output<N>
    tell?.(step.progress)
  }
  throw new TypeError(`${name} ended without a result`)
}
