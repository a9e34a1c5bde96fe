package ridgeline.registry.mlflow;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Receives the body of a reply, but not more than a number of bytes. */
final class LimitedBody implements BodySubscriber<byte[]> {
  private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
  private Flow.@Nullable Subscription subscription;
  private long left;

  LimitedBody(long maxBytes) {
    left = maxBytes;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return bytes.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription opened) {
    subscription = opened;
    bytes.onSubscribe(opened);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    if (left < 0) {
      return;
    }
    left -= parts.stream().mapToLong(ByteBuffer::remaining).sum();
    if (left >= 0) {
      bytes.onNext(parts);
      return;
    }
    if (subscription != null) {
      subscription.cancel();
    }
    bytes.onError(new IOException("the reply is too long"));
  }

  @Override
  public void onError(Throwable error) {
    bytes.onError(error);
  }

  @Override
  public void onComplete() {
    if (left >= 0) {
      bytes.onComplete();
    }
  }
}
