/** Commands that a person can paste: a name with a blank or a sign that the shell reads is quoted. */

/** One word of a POSIX shell; what needs no quotes stays as it is. */
export function shellWord(text: string): string {
  return /^[\w./+:=@%,-][\w./+:=@%,~-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
