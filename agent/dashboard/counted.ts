/** `1 change`, `2 changes`. @param several where an `s` does not make it */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`
}
