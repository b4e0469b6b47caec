/// An error that may pass by itself: a transaction message waits for that instead of being answered with a CALLERROR.
///
/// See ``StallPolicy``.
package protocol StallsMessage: Error {}

extension StoreError: StallsMessage {}
