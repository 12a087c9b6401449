import { useTyped } from './api.ts'

/** A command as it is typed where the agent was started. */
export function Typed({ command }: { readonly command: string }) {
  const typed = useTyped()
  return <code>{typed(`witnessmark ${command}`)}</code>
}
