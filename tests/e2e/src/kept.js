// How many runs the browser keeps, and how many models: after what the page asked for before, since
// the browser does one after the other.
return new Promise((done, fail) => {
  const opening = indexedDB.open("matinee-runs");
  // Making it is left to the page.
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onerror = () => done([0, 0]);
  opening.onsuccess = () => {
    const stores = ["runs", "models"];
    const transaction = opening.result.transaction(stores);
    const counts = stores.map((store) => transaction.objectStore(store).count());
    transaction.onabort = () => fail(transaction.error);
    transaction.oncomplete = () => {
      opening.result.close();
      done(counts.map((count) => count.result));
    };
  };
});
