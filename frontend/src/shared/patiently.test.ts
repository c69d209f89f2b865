import { describe, expect, it, vi } from "vitest";
import { patiently, type World } from "@/shared/patiently";

function world(own: Partial<World> = {}): World & { reload: ReturnType<typeof vi.fn> } {
  const stored = new Map<string, string>();
  return {
    answers: () => Promise.resolve(true),
    pause: () => Promise.resolve(),
    now: () => 1_000_000,
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
    reload: vi.fn(),
    ...own,
  } as never;
}

const broken = () => Promise.reject(new TypeError("Failed to fetch dynamically imported module"));

describe("a part of the program", () => {
  it("is loaded at once where it can be", async () => {
    const answers = vi.fn();
    expect(await patiently(() => Promise.resolve("part"), world({ answers }))).toBe("part");
    expect(answers).not.toHaveBeenCalled();
  });

  it("is loaded again when the server is back", async () => {
    const answers = vi.fn().mockResolvedValueOnce(false).mockResolvedValueOnce(false).mockResolvedValue(true);
    const load = vi.fn().mockImplementationOnce(broken).mockResolvedValue("part");
    const around = world({ answers });
    expect(await patiently(load, around)).toBe("part");
    expect(answers).toHaveBeenCalledTimes(3);
    expect(around.reload).not.toHaveBeenCalled();
  });

  it("that the browser holds for broken brings a new page, but not twice in a row", async () => {
    const around = world();
    void patiently(broken, around);
    await vi.waitFor(() => expect(around.reload).toHaveBeenCalledOnce());
    await expect(patiently(broken, around)).rejects.toThrow("Failed to fetch");
    expect(around.reload).toHaveBeenCalledOnce();
  });
});
