import { exitCode } from '../problems.ts'
import type { Context } from './context.ts'
import { invoke } from './invoke.ts'

/** `witnessmark tenant end TENANT --reason WHY`: ends a tenant, on record. */
export async function tenantEnd(context: Context, tenant: string, reason: string): Promise<number> {
  await invoke(context, 'tenant-end', { tenant, reason })
  if (context.json) context.printJson('tenant-end', { tenant })
  else
    context.print(
      `${tenant} is ended, and the record says why. A credential that it had is gone from here: revoke it at the service too. Evidence stays until retention or "witnessmark erase".`,
    )
  return exitCode.met
}
