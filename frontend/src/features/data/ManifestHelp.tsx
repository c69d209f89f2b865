import classes from "./DataPage.module.css";

const EXAMPLE = `path,split,species,has_tail
photos/0001.jpg,train,cat,1
photos/0002.jpg,train,dog,
photos/0003.jpg,test,cat,0`;

/** How a data set of one's own is described. */
export function ManifestHelp({ open }: { open: boolean }) {
  return (
    <details className={classes.help} open={open}>
      <summary>How to bring your own images</summary>
      <p>
        Put a folder below the data root (<code>SWITCHBOARD_DATA</code>) with the images and a CSV file. Each
        line names an image, relative to the folder of the file, and its labels; every further column is a
        task. An empty cell is a missing label. The column <code>split</code> (train, validation, test) may be
        left out.
      </p>
      <pre>{EXAMPLE}</pre>
    </details>
  );
}
