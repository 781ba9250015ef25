import type { Client, ClientChannel } from "ssh2";

const shellCount = 7;

export interface BareShells extends AsyncDisposable {
  /** Has them run `/bin/true` so many times in all, one after the other in each. */
  run(count: number): Promise<void>;
}

/**
 * What is left when nobody has to be careful: shells that stay open in one connection and are fed a line for each command, whose end they tell. Outputs
 * are mixed, nothing can be ended, and whatever a command does to its shell meets the next one.
 */
export async function openBareShells(client: Pick<Client, "exec">): Promise<BareShells> {
  const shells = await Promise.all(Array.from({ length: shellCount }, () => openShell(client)));
  return {
    run: async (count) => {
      let left = count;
      const work = async (shell: ClientChannel): Promise<void> => {
        while (left-- > 0) await runIn(shell);
      };
      await Promise.all(shells.map(work));
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(shells.map((shell) => new Promise((resolve) => shell.once("close", resolve).end())));
    },
  };
}

function openShell(client: Pick<Client, "exec">): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec("exec sh -s", (error, shell) => (error === undefined ? resolve(shell) : reject(error)));
  });
}

function runIn(shell: ClientChannel): Promise<void> {
  return new Promise((resolve) => {
    let said = "";
    const take = (bytes: Buffer): void => {
      said += bytes.toString("latin1");
      if (!/\nended \d+\n/.test(said)) return;
      shell.off("data", take);
      resolve();
    };
    shell.on("data", take);
    shell.write("/bin/true; printf '\\nended %s\\n' $?\n");
  });
}
