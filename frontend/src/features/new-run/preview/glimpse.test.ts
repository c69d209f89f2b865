import { expect, it } from "vitest";
import { inspected, task } from "../testing/samples";
import { decodingText } from "./DataGlimpse";

it("says what reading the images takes", () => {
  const photographs = {
    ...inspected([task("smiling")]),
    image_shape: [3, 64, 64],
    train_samples: 7_000,
    validation_samples: 500,
    test_samples: 2_500,
  };
  expect(decodingText(photographs)).toBe("already read into the cache");
  expect(decodingText({ ...photographs, cached: false })).toBe(
    "will be read once, into a cache of about 123 MB",
  );
});
