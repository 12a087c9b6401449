import { createContext } from 'preact'
import { useContext } from 'preact/hooks'

/** Of each tenant that has one, what `config.yaml` calls it. */
export const TenantNames = createContext<ReadonlyMap<string, string>>(new Map())

/** @returns what people read of a tenant: its title, or its id where it has none */
export function useTenantNames(): (id: string) => string {
  const names = useContext(TenantNames)
  return id => names.get(id) ?? id
}
